// The frame of every page, and its tables. A page is one file that asks for nothing else: no script,
// no font, no picture.

/// A table cell: text, and the class that says how it is shown.
struct HTMLCell {
    var text: String
    var style = ""

    init(_ text: String, _ style: String = "") {
        self.text = text
        self.style = style
    }
}

/// Parts that pages share.
enum HTMLPage {
    /// A whole page; `body` is markup.
    static func page(title: String, body: String) -> String {
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
            + "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
            + "<meta http-equiv=\"Content-Security-Policy\" "
            + "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
            + Markup.text("title", "", title) + "\n<style>\n" + HTMLStyle.sheet
            + "</style>\n</head>\n<body>\n<main>\n" + body + "</main>\n</body>\n</html>\n"
    }

    /// A table that scrolls by itself where the page is narrow.
    static func table(
        _ header: [String], _ rows: [(style: String, cells: [HTMLCell])], caption: String
    ) -> String {
        let head =
            header.isEmpty
            ? ""
            : Markup.element(
                "thead", "",
                Markup.element(
                    "tr", "", header.map { Markup.text("th", "scope=\"col\"", $0) }.joined()))
        let body = rows.map { row in
            let cells = row.cells.map { cell in
                Markup.text(
                    "td", cell.style.isEmpty ? "" : "class=\"\(cell.style)\"", cell.text)
            }
            return Markup.element(
                "tr", row.style.isEmpty ? "" : "class=\"\(row.style)\"", cells.joined())
        }
        return Markup.element(
            "div", "class=\"scroll\"",
            Markup.element(
                "table", "aria-label=\"\(Markup.escaped(caption))\"",
                head + Markup.element("tbody", "", body.joined(separator: "\n")))) + "\n"
    }

    /// A table of names and values.
    static func pairs(_ pairs: [(String, String)], caption: String) -> String {
        table(
            [], pairs.map { ("", [HTMLCell($0.0), HTMLCell($0.1, "word")]) }, caption: caption)
    }

    static func section(_ title: String, _ body: String) -> String {
        body.isEmpty ? "" : Markup.text("h2", "", title) + "\n" + body
    }

    /// The charts in a grid; the first takes the whole width.
    static func figures(_ charts: [Chart], prefix: String) -> String {
        let figures = charts.enumerated().map { $1.figure(id: "\(prefix)\($0)") }
        guard let first = figures.first else { return "" }
        let wide = first.replacing("<figure>", with: "<figure class=\"wide\">", maxReplacements: 1)
        return Markup.element(
            "div", "class=\"figures\"", ([wide] + figures.dropFirst()).joined()) + "\n"
    }
}
