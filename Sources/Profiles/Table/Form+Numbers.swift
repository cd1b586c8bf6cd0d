// The forms of numbers: whole numbers, durations, rates, stages and catch-up factors.

import LoadEngine

extension Form where Value: FixedWidthInteger & UnsignedInteger {
    /// A whole number, decimal or hexadecimal with `0x`.
    static func whole(_ range: ClosedRange<Value>, _ metavar: String = "N") -> Form {
        Form(
            metavar, allowed: "a whole number \(range.lowerBound)…\(range.upperBound)",
            range: "\(range.lowerBound)…\(range.upperBound)",
            hint: range.upperBound >= Int64.max ? "" : "\(range.lowerBound)…\(range.upperBound)",
            kinds: [.number],
            read: { text in
                let hexadecimal = text.hasPrefix("0x") || text.hasPrefix("0X")
                let digits = hexadecimal ? text.dropFirst(2) : text[...]
                guard !digits.isEmpty, digits.utf8.allSatisfy({ $0 != UInt8(ascii: "+") }) else {
                    return .malformed
                }
                guard let number = Value(digits, radix: hexadecimal ? 16 : 10) else {
                    return isWhole(digits) ? .outOfRange : .malformed
                }
                return range.contains(number) ? .value(number) : .outOfRange
            },
            write: { .integer(Int64($0)) })
    }
}

/// Digits with an optional minus: a whole number even when it fits no type.
private func isWhole(_ text: Substring) -> Bool {
    let digits = text.hasPrefix("-") ? text.dropFirst() : text
    return !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
}

extension Form where Value == Int64 {
    /// A duration in nanoseconds: a number with `us`, `ms`, `s`, `m` or `h`.
    static func duration(_ range: ClosedRange<Int64>) -> Form {
        Form(
            "TIME", allowed: "a number with us, ms, s, m or h, such as 500ms or 30s",
            range: "\(durationText(range.lowerBound))…\(durationText(range.upperBound))",
            hint: "\(durationText(range.lowerBound))…\(durationText(range.upperBound))",
            read: { text in
                guard let nanoseconds = durationValue(text) else { return .malformed }
                return range.contains(nanoseconds) ? .value(nanoseconds) : .outOfRange
            },
            write: { .text(durationText($0)) })
    }
}

extension Form where Value == Double {
    /// Messages per second: a number with `/s`, `/m` or `/h`.
    static let rate = Form(
        "RATE", allowed: "100/s, 6000/m, 3600000/h",
        range: "\(rateText(rateRange.lowerBound))…\(rateText(rateRange.upperBound))",
        hint: "100/s, 6000/m, 3600000/h",
        read: { text in
            guard let rate = rateValue(text) else { return .malformed }
            return rateRange.contains(rate) ? .value(rate) : .outOfRange
        },
        write: { .text(rateText($0)) })
}

extension Form where Value == LoadPlan.CatchUp {
    /// `none`, `bounded:1.1` or `unbounded`.
    static let catchUp = Form(
        "HOW", allowed: "none, bounded:1.1, unbounded", range: "none, bounded:1…100, unbounded",
        hint: "none, bounded:1.1, unbounded",
        read: { text in
            switch text {
            case "none": return .value(.none)
            case "unbounded": return .value(.unbounded)
            default:
                guard text.hasPrefix("bounded:"), let factor = decimal(text.dropFirst(8)) else {
                    return .malformed
                }
                return (1...100).contains(factor) ? .value(.bounded(factor)) : .outOfRange
            }
        },
        write: { catchUp in
            switch catchUp {
            case .none: .text("none")
            case .unbounded: .text("unbounded")
            case .bounded(let factor): .text("bounded:\(number(factor))")
            }
        })
}

extension Form where Value == LoadPlan.OnThrottle {
    /// `count`, `retry:500ms`, `pause:1s` or `slow:0.8`.
    static let onThrottle = Form(
        "HOW", allowed: "count, retry:500ms, pause:1s, slow:0.8",
        range: "count, retry:1ms…1h, pause:1ms…1h, slow:0.1…0.99",
        hint: "count, retry:500ms, pause:1s, slow:0.8",
        read: { text in
            if text == "count" { return .value(.count) }
            let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { return .malformed }
            if parts[0] == "slow" {
                guard let share = decimal(parts[1]) else { return .malformed }
                return (0.1...0.99).contains(share) ? .value(.slow(share)) : .outOfRange
            }
            guard let time = durationValue(String(parts[1])) else { return .malformed }
            let isAllowed = (1_000_000...3_600_000_000_000).contains(time)
            switch parts[0] {
            case "retry": return isAllowed ? .value(.retry(after: time)) : .outOfRange
            case "pause": return isAllowed ? .value(.pause(time)) : .outOfRange
            default: return .malformed
            }
        },
        write: { policy in
            switch policy {
            case .count: .text("count")
            case .retry(let time): .text("retry:\(durationText(time))")
            case .pause(let time): .text("pause:\(durationText(time))")
            case .slow(let share): .text("slow:\(number(share))")
            }
        })
}
