// The frame of every page, and its tables. A page is one file that asks for nothing else: no script,
// no font, no picture.

/// A table cell: text or a link, and the class that says how it is shown.
struct HTMLCell {
    /// Markup.
    let content: String
    let style: String

    init(_ text: String, _ style: String = "") {
        content = Markup.escaped(text)
        self.style = style
    }

    /// A link to a place on the page or to a file beside it; text only without a target.
    init(_ text: String, link target: String?) {
        content =
            target.map { Markup.text("a", "href=\"\(Markup.escaped($0))\"", text) }
            ?? Markup.escaped(text)
        style = ""
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
        // A name stands over its column as the column's words do.
        let styles = rows.first.map { $0.cells.map(\.style) } ?? []
        let names = header.enumerated().map { index, name in
            let isWord = index < styles.count && styles[index] == "word"
            return Markup.text("th", "scope=\"col\"" + (isWord ? " class=\"word\"" : ""), name)
        }
        let head =
            header.isEmpty
            ? "" : Markup.element("thead", "", Markup.element("tr", "", names.joined()))
        let body = rows.map { row in
            let cells = row.cells.map { cell in
                Markup.element(
                    "td", cell.style.isEmpty ? "" : "class=\"\(cell.style)\"", cell.content)
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
