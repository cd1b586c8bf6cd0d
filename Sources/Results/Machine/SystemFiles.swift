// Small text files of the kernel below a root folder, and the shapes they come in. Used to describe the
// machine; what is not there or does not read as it should is nil.

import FoundationEssentials

/// Files of /proc, /sys and /etc.
struct SystemFiles {
    let root: String

    func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: root + path).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    /// The first line; nil if there is none or it is empty.
    func line(_ path: String) -> String? {
        text(path)?.split(whereSeparator: \.isNewline).first.map { String($0).trimming(" \t") }
    }

    /// The number that is all of the first line.
    func number(_ path: String) -> Int64? {
        line(path).flatMap { Int64($0) }
    }

    /// The numbers of the first line; nil unless there are `count` of them.
    func numbers(_ path: String, count: Int) -> [Int64]? {
        let numbers = (line(path) ?? "").split(whereSeparator: \.isWhitespace)
            .compactMap { Int64($0) }
        return numbers.count == count ? numbers : nil
    }

    /// What follows `key` and `separator` in the first line that starts with `key`.
    func value(of key: String, in path: String, separator: Character = ":") -> String? {
        for line in text(path)?.split(whereSeparator: \.isNewline) ?? [] {
            let parts = line.split(separator: separator, maxSplits: 1)
            guard parts.count == 2, String(parts[0]).trimming(" \t") == key else { continue }
            return String(parts[1]).trimming(" \t")
        }
        return nil
    }

    /// A size of /proc/meminfo, which counts in kB; bytes.
    func memory(_ key: String) -> Int64? {
        value(of: key, in: "/proc/meminfo").flatMap { Int64($0.prefix { $0.isNumber }) }
            .map { $0 * 1_024 }
    }

    /// A hard limit of this process by its name in /proc/self/limits; `Int64.max` for "unlimited".
    func hardLimit(_ name: String) -> Int64? {
        for line in text("/proc/self/limits")?.split(whereSeparator: \.isNewline) ?? []
        where line.hasPrefix(name) {
            let fields = line.dropFirst(name.count).split(separator: " ")
            guard fields.count >= 2 else { return nil }
            return fields[1] == "unlimited" ? Int64.max : Int64(fields[1])
        }
        return nil
    }

    /// The numbers of a list such as "0-3,8"; nil if it is none.
    static func list(_ text: String) -> [Int]? {
        var numbers: [Int] = []
        for part in text.split(separator: ",") {
            let ends = part.split(separator: "-").map { Int($0) }
            guard let first = ends.first, let last = ends.last, ends.count <= 2,
                let low = first, let high = last, low <= high, high - low < 1 << 16
            else { return nil }
            numbers += low...high
        }
        return numbers.isEmpty ? nil : numbers
    }

    /// The list that is all of a file.
    func list(at path: String) -> [Int]? {
        line(path).flatMap { Self.list($0) }
    }

    /// cgroup v2's `cpu.max` ("150000 100000"), else v1's quota and period.
    func cgroupCPULimit() -> Double? {
        let pair = (cgroupLine("cpu.max") ?? v1CPUPair())?.split(separator: " ") ?? []
        guard
            pair.count == 2, let quota = Double(pair[0]), let period = Double(pair[1]),
            quota > 0, period > 0
        else { return nil }
        return quota / period
    }

    private func v1CPUPair() -> String? {
        guard
            let quota = v1Line("cpu", "cpu.cfs_quota_us"),
            let period = v1Line("cpu", "cpu.cfs_period_us")
        else { return nil }
        return quota + " " + period
    }

    /// cgroup v2's `memory.max`, else v1's limit; its huge default means none.
    func cgroupMemoryLimit() -> Int64? {
        let text = cgroupLine("memory.max") ?? v1Line("memory", "memory.limit_in_bytes")
        guard let bytes = text.flatMap({ Int64($0) }), bytes < 1 << 60 else { return nil }
        return bytes
    }

    /// A v2 control file of this process's own group, else of the root (as in a container).
    private func cgroupLine(_ file: String) -> String? {
        line("/sys/fs/cgroup" + (group(of: "") ?? "") + "/" + file)
            ?? line("/sys/fs/cgroup/" + file)
    }

    /// The same of a v1 controller.
    private func v1Line(_ controller: String, _ file: String) -> String? {
        line("/sys/fs/cgroup/\(controller)" + (group(of: controller) ?? "") + "/" + file)
            ?? line("/sys/fs/cgroup/\(controller)/" + file)
    }

    /// This process's group, "/user.slice"; of v2 where the controller has no name.
    private func group(of controller: String) -> String? {
        for line in text("/proc/self/cgroup")?.split(whereSeparator: \.isNewline) ?? [] {
            let fields = line.split(
                separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { continue }
            let names = fields[1].split(separator: ",", omittingEmptySubsequences: false)
            if names.contains(controller[...]) { return String(fields[2]) }
        }
        return nil
    }
}

extension String {
    /// Without the given characters at both ends.
    func trimming(_ characters: String) -> String {
        var rest = self[...]
        while let first = rest.first, characters.contains(first) { rest.removeFirst() }
        while let last = rest.last, characters.contains(last) { rest.removeLast() }
        return String(rest)
    }
}
