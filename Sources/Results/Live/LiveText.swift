// A line of the live view as pieces of text with a style each, so that it can be measured and cut
// before any escape sequence is in it.

/// How a piece of the live view looks; without colours all are the same.
enum LiveStyle: String {
    case plain = ""
    case bold = "1"
    case dim = "2"
    case good = "32"
    case warn = "33"
    case bad = "31"
    case line = "36"
}

/// One line of the live view.
struct LiveText {
    private var parts: [(text: String, style: LiveStyle)] = []

    /// Columns it takes: every character used here takes one.
    private(set) var width = 0

    init() {}

    init(_ text: String, _ style: LiveStyle = .plain) { add(text, style) }

    mutating func add(_ text: String, _ style: LiveStyle = .plain) {
        parts.append((text, style))
        width += text.count
    }

    /// Adds spaces up to `column`.
    mutating func pad(to column: Int) {
        if width < column { add(String(repeating: " ", count: column - width)) }
    }

    /// The line in at most `columns`, with escape sequences only if `color`.
    func rendered(columns: Int, color: Bool) -> String {
        var room = max(columns, 0)
        var result = ""
        for part in parts where room > 0 {
            let text = String(part.text.prefix(room))
            room -= text.count
            let isStyled = color && part.style != .plain
            result += isStyled ? "\u{1B}[\(part.style.rawValue)m\(text)\u{1B}[0m" : text
        }
        return result
    }
}

/// Bars and curves of one line's height.
enum LiveBar {
    /// `share` (0…1) of `width` columns filled.
    static func bar(_ share: Double, width: Int, unicode: Bool) -> (full: String, empty: String) {
        let filled = Int((min(max(share, 0), 1) * Double(width)).rounded())
        return (
            String(repeating: unicode ? "█" : "#", count: filled),
            String(repeating: unicode ? "░" : ".", count: width - filled)
        )
    }

    /// The last `width` of `values` as a curve from 0 to the largest of them.
    static func sparkline(_ values: [Double], width: Int, unicode: Bool) -> String {
        let shown = values.suffix(max(width, 0))
        let steps: [Character] = unicode ? Array("▁▂▃▄▅▆▇█") : Array("_.-=+*#@")
        let high = shown.max() ?? 0
        return String(
            shown.map { value in
                guard high > 0 else { return steps[0] }
                return steps[min(Int(max(value, 0) / high * Double(steps.count)), steps.count - 1)]
            })
    }
}
