// Lines of at most 100 columns: a label on the left, words that wrap beside it, and colour only
// when asked for.

/// ANSI colours of the text output.
enum Colour: Int {
    case red = 31
    case green = 32
    case yellow = 33

    /// `text` in this colour, or as it is.
    func paint(_ text: String, if wanted: Bool) -> String {
        wanted ? "\u{1B}[1;\(rawValue)m\(text)\u{1B}[0m" : text
    }
}

/// The measures of a text report.
enum TextLayout {
    /// No line is longer.
    static let columns = 100
    /// Where text beside a label begins.
    static let indent = 11

    /// `label` and `items` beside it; a line is broken between items only.
    static func section(_ label: String, _ items: [String], gap: String = "  ") -> [String] {
        var lines: [String] = []
        var line = leftAligned(label, indent)
        var isEmpty = true
        for item in items {
            if !isEmpty, line.count + gap.count + item.count > columns {
                lines.append(line)
                line = String(repeating: " ", count: indent)
                isEmpty = true
            }
            line += (isEmpty ? "" : gap) + item
            isEmpty = false
        }
        return lines + [line]
    }

    /// `label` and the words of `text` beside it.
    static func paragraph(_ label: String, _ text: String) -> [String] {
        section(label, text.split(separator: " ").map(String.init), gap: " ")
    }

    /// `text` with spaces after it, `width` columns in all.
    static func leftAligned(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(width - text.count, 0))
    }

    /// `text` with spaces before it, `width` columns in all.
    static func rightAligned(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(width - text.count, 0)) + text
    }
}
