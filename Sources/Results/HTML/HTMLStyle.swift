// The style sheet of every page: one calm column, figures that align, colours that colour-blind
// readers tell apart (Okabe and Ito 2008), light and dark by the reader's choice, and print.

/// The style sheet that each page carries in itself.
enum HTMLStyle {
    static let sheet = base + charts + print

    private static let base = """
        :root{color-scheme:light dark;--bg:#fff;--fg:#1c2126;--dim:#5d6770;--rule:#dfe3e6;
        --card:#f5f7f8;--good:#00694b;--bad:#b3261e;--warn:#8a5a00;--span:#00000009;
        --more:#00000026;--c1:#0072b2;--c2:#b87900;--c3:#008a66;--c4:#d55e00;--c5:#a6508a;--c6:#3a9bd9;--c7:#8a8200;
        --c8:#555}
        @media (prefers-color-scheme:dark){:root{--bg:#14171a;--fg:#e4e7e9;--dim:#98a2aa;
        --rule:#2e343a;--card:#1c2025;--good:#3ecf9c;--bad:#ff8a7a;--warn:#f0b84a;--span:#ffffff0d;
        --more:#ffffff2e;--c1:#56b4e9;--c2:#e69f00;--c3:#2cc197;--c4:#ff8a3c;--c5:#dd94c0;--c6:#8fcdf5;--c7:#e0d84a;
        --c8:#aaa}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--bg);color:var(--fg);
        font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;
        font-variant-numeric:tabular-nums}
        main{max-width:1120px;margin:0 auto;padding:28px 20px 56px}
        h1{font-size:24px;line-height:1.25;font-weight:650;margin:0;letter-spacing:-.01em;
        overflow-wrap:anywhere}
        h2{font-size:17px;font-weight:650;margin:44px 0 12px;padding-bottom:6px;
        border-bottom:1px solid var(--rule)}
        h3{font-size:14px;font-weight:650;margin:0}
        p{margin:4px 0}a{color:var(--c1)}
        .sub{color:var(--dim);overflow-wrap:anywhere}
        .verdict{margin:22px 0 18px;padding:14px 18px;border-left:5px solid var(--dim);
        background:var(--card);border-radius:0 6px 6px 0}
        .verdict b{font-size:19px;letter-spacing:.02em}.verdict span{margin-left:.6em}
        .verdict ul{margin:6px 0 0;padding:0;list-style:none;color:var(--dim)}
        .verdict li{overflow-wrap:anywhere;padding-left:1em;position:relative}
        .verdict li::before{content:"–";position:absolute;left:0}
        .verdict.good{border-color:var(--good)}.verdict.good b{color:var(--good)}
        .verdict.bad{border-color:var(--bad)}.verdict.bad b{color:var(--bad)}
        .verdict.warn{border-color:var(--warn)}.verdict.warn b{color:var(--warn)}
        .cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,240px),1fr));
        gap:14px;margin:0 0 8px}
        .card{background:var(--card);border-radius:6px;padding:14px 18px 12px}
        .card h3{font-weight:500;color:var(--dim)}
        .card strong{display:block;font-size:30px;line-height:1.25;font-weight:650;
        letter-spacing:-.015em}
        .card p{color:var(--dim);font-size:13.5px;margin:2px 0 0}
        .scroll{overflow-x:auto;margin:0 -4px;padding:0 4px;
        background:linear-gradient(to left,var(--bg) 40%,transparent) right/32px 100% no-repeat local,
        linear-gradient(to left,var(--more),transparent) right/12px 100% no-repeat scroll}
        table{border-collapse:collapse;width:100%;font-size:14px}
        th,td{padding:5px 0 5px 18px;text-align:right;white-space:nowrap;
        border-bottom:1px solid var(--rule);vertical-align:top}
        th{font-weight:500;color:var(--dim)}
        th:first-child,td:first-child{text-align:left;padding-left:0;white-space:normal;
        min-width:9em}
        td.word,th.word{text-align:left;white-space:normal;overflow-wrap:anywhere}
        tr.sum td{font-weight:650}tr.part td:first-child{padding-left:18px}
        td.good{color:var(--good)}td.bad{color:var(--bad);font-weight:650}td.warn{color:var(--warn)}
        .note{color:var(--dim);font-size:13.5px;margin:8px 0 0}
        .pairs{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,420px),1fr));
        gap:0 44px}
        pre{background:var(--card);border-radius:6px;padding:14px 18px;overflow:auto;
        font-size:13px;line-height:1.45;max-height:32em}
        code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
        details{margin:10px 0}summary{cursor:pointer;color:var(--dim)}
        footer{margin-top:48px;color:var(--dim);font-size:13px}

        """

    private static let charts = """
        .figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,480px),1fr));
        gap:30px 44px}
        .figures+.scroll{margin-top:30px}
        figure{margin:0;min-width:0}figure.wide{grid-column:1/-1}
        figcaption{color:var(--dim);font-size:13px}
        .legend{display:flex;flex-wrap:wrap;gap:2px 16px;list-style:none;margin:4px 0 0;padding:0;
        font-size:13px;color:var(--dim)}
        .key{display:inline-block;width:18px;height:0;border-top:2.5px solid;margin-right:6px;
        vertical-align:4px}
        .key.area{height:11px;border:0;background:currentColor;vertical-align:-1px;opacity:.72}
        .key.dashed{border-top-style:dashed;border-top-width:2px}
        .plot{padding:26px 12px 42px 60px}
        svg.chart{display:block;overflow:visible}
        .line{fill:none;stroke:currentColor;stroke-width:1.8;vector-effect:non-scaling-stroke;
        stroke-linejoin:round;stroke-linecap:round}
        .line.dashed{stroke-dasharray:5 4;stroke-width:1.5;stroke-linecap:butt}
        .dots{fill:none;stroke:currentColor;stroke-width:6;stroke-linecap:round;
        vector-effect:non-scaling-stroke}
        .key.dot{width:7px;height:7px;border:0;border-radius:50%;background:currentColor;
        vertical-align:1px}
        .area{fill:currentColor;stroke:none;opacity:.72}
        .area.soft,.key.area.soft{opacity:.32}.area.faint,.key.area.faint{opacity:.14}
        .c1{color:var(--c1)}.c2{color:var(--c2)}.c3{color:var(--c3)}.c4{color:var(--c4)}
        .c5{color:var(--c5)}.c6{color:var(--c6)}.c7{color:var(--c7)}.c8{color:var(--c8)}
        .target{color:var(--dim)}.limit{color:var(--bad)}
        .grid{stroke:var(--rule);stroke-width:1}.base,.stub{stroke:var(--dim);stroke-width:1}
        .mark{stroke:var(--dim);stroke-dasharray:2 3}
        .tick,.axis,.phase{font-size:12px;fill:var(--dim)}.axis{font-size:11.5px}
        .span{fill:var(--span)}
        .hover{fill:transparent}.hover:hover{fill:var(--span)}
        @media (max-width:1000px){th,td{padding-left:12px}}
        @media (max-width:600px){th:first-child,td:first-child{min-width:6.5em;position:sticky;left:0;
        background:var(--bg)}main{padding:18px 14px 40px}.plot{padding-right:14px}
        .tick.odd{display:none}.card strong{font-size:26px}}

        """

    private static let print = """
        @media print{:root{color-scheme:light;--bg:#fff;--fg:#000;--dim:#444;--rule:#ccc;
        --card:#f4f4f4;--good:#00694b;--bad:#b3261e;--warn:#8a5a00;--span:#0000000d;--c1:#0072b2;
        --c2:#b87900;--c3:#008a66;--c4:#d55e00;--c5:#a6508a;--c6:#3a9bd9;--c7:#8a8200;--c8:#555}
        body{font-size:10.5pt}main{max-width:none;padding:0}
        figure,.card,.verdict,tr{break-inside:avoid}h2,h3{break-after:avoid}
        .figures{grid-template-columns:1fr 1fr;gap:18px 24px}h2{margin-top:24px}
        .cards{grid-template-columns:repeat(3,1fr)}.pairs{grid-template-columns:1fr 1fr}
        details{display:none}.scroll{overflow:visible;background:none}
        table{font-size:8.5pt}th,td{padding-left:8px}pre{max-height:none;white-space:pre-wrap}
        *{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
        @page{margin:14mm}

        """
}
