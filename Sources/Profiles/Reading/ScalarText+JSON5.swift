// Reads the text of one JSON5 value with Foundation's decoder. JSONSerialization has no JSON5 on
// Linux and JSONDecoder names no line, which is why the walker hands over one value at a time.

import FoundationEssentials

extension ScalarText {
    /// The value written as `source`, a JSON5 string, number, `true`, `false` or `null`; nil when
    /// it is none of these.
    init?(json5 source: String) {
        let decoder = JSONDecoder()
        decoder.allowsJSON5 = true
        let data = Data(source.utf8)
        if let text = try? decoder.decode(String.self, from: data) {
            self.init(kind: .string, text: text)
        } else if let flag = try? decoder.decode(Bool.self, from: data) {
            self.init(kind: .boolean, text: String(flag))
        } else if let number = try? decoder.decode(UInt64.self, from: data) {
            self.init(kind: .number, text: String(number))
        } else if let number = try? decoder.decode(Double.self, from: data) {
            self.init(kind: .number, text: "\(number)")
        } else if source == "null" {
            self.init(kind: .null, text: source)
        } else {
            return nil
        }
    }
}
