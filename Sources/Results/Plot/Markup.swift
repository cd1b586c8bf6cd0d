// The few pieces that make HTML and SVG: escaping, elements, numbers in attributes. Used by the
// charts and the pages; whatever comes from outside of this program passes `escaped`.

/// HTML and SVG as text.
enum Markup {
    /// `text` as the content of an element or of a quoted attribute.
    ///
    /// Control characters, which HTML has no way to write, become U+FFFD.
    static func escaped(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\n", "\t": result.unicodeScalars.append(scalar)
            default:
                let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
                result.unicodeScalars.append(isControl ? "\u{FFFD}" : scalar)
            }
        }
        return result
    }

    /// `<name attributes>content</name>`; the content is markup, not text.
    static func element(_ name: String, _ attributes: String = "", _ content: String) -> String {
        "<\(name)\(attributes.isEmpty ? "" : " " + attributes)>\(content)</\(name)>"
    }

    /// An element that holds text.
    static func text(_ name: String, _ attributes: String = "", _ text: String) -> String {
        element(name, attributes, escaped(text))
    }

    /// `value` for an attribute: at most one decimal, no exponent.
    static func number(_ value: Double) -> String {
        let tenths = Int64((value * 10).rounded())
        let fraction = tenths.magnitude % 10
        return (tenths < 0 ? "-" : "") + String(tenths.magnitude / 10)
            + (fraction == 0 ? "" : ".\(fraction)")
    }
}
