// Links between files of a results folder, relative so that the folder can be moved or served. Pure.

/// The link to a file as a page in another folder has to write it.
public enum RelativeLink {
    /// The way from `folder` to `file`, both absolute paths, percent-encoded for an `href`.
    public static func from(folder: String, to file: String) -> String {
        let start = components(folder)
        let end = components(file)
        let common = zip(start, end.dropLast()).prefix { $0 == $1 }.count
        let up = Array(repeating: "..", count: start.count - common)
        return (up + end[common...].map(encoded)).joined(separator: "/")
    }

    /// The parts of a path, without `.` and with `..` taken back.
    private static func components(_ path: String) -> [String] {
        var parts: [String] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(String(part)) }
        }
        return parts
    }

    /// Everything but letters, digits and `-._~` as `%XX`, so that no name turns into a scheme.
    private static func encoded(_ name: String) -> String {
        name.utf8.map { byte in
            let scalar = Unicode.Scalar(byte)
            let isPlain =
                scalar.isASCII
                && (scalar.properties.isAlphabetic || (0x30...0x39).contains(byte)
                    || "-._~".unicodeScalars.contains(scalar))
            if isPlain { return String(Character(scalar)) }
            let digits = String(byte, radix: 16, uppercase: true)
            return "%" + (digits.count < 2 ? "0" : "") + digits
        }.joined()
    }
}
