// The forms of the schedule's parts: stages with their windows and mixes, the part that one machine
// sends, the time to start at; and the messages that stages mix.

import FoundationEssentials
import LoadEngine

/// A share of a mix by the message's name, which only the whole profile can resolve.
struct NamedShare: Sendable, Equatable {
    var name: String
    var share: Int
}

/// A stage as it is written.
struct StageValue: Sendable, Equatable {
    var stage: LoadPlan.Stage
    var mix: [NamedShare]?

    /// A stage of a text such as `30s:100/s..500/s,window=20,mix=otp:1+promo:3`.
    static func reading(_ text: String) -> Reading<StageValue> {
        let fields = text.split(separator: ",", omittingEmptySubsequences: false)
        guard let colon = fields[0].firstIndex(of: ":"),
            let duration = durationValue(String(fields[0][..<colon]))
        else { return .malformed }
        let rates = ends(fields[0][fields[0].index(after: colon)...]).map { rateValue(String($0)) }
        guard let first = rates[0], let last = rates[rates.count - 1] else { return .malformed }
        let allowed = 0...rateRange.upperBound
        guard (1_000_000...longest).contains(duration), allowed.contains(first),
            allowed.contains(last)
        else { return .outOfRange }
        var value = StageValue(
            stage: LoadPlan.Stage(duration: duration, startTPS: first, endTPS: last), mix: nil)
        for field in fields.dropFirst() {
            guard let (name, text) = split(String(field), at: "=") else { return .malformed }
            switch name {
            case "window" where value.stage.window == nil:
                guard let window = Int(text) else { return .malformed }
                guard (1...100_000).contains(window) else { return .outOfRange }
                value.stage.window = window
            case "mix" where value.mix == nil:
                guard let mix = shares(text) else { return .malformed }
                value.mix = mix
            default: return .malformed
            }
        }
        return .value(value)
    }

    /// A stage of a profile's section.
    init(_ members: [(key: String, value: ScalarText)]) throws(Refusal) {
        let keys = ["duration", "rate", "window", "mix"]
        var text: [String: String] = [:]
        for (key, value) in members {
            guard keys.contains(key) else {
                throw Refusal(
                    reason: "key \"\(shown(key))\" is unknown; nearest: "
                        + "\"\(nearestName(to: key, among: keys) ?? "")\"")
            }
            guard value.kind == .string || (key == "window" && value.kind == .number) else {
                throw Refusal(reason: "\(key) wants a text in quotes")
            }
            text[key] = value.text
        }
        guard let duration = text["duration"], let rate = text["rate"] else {
            throw Refusal(reason: "a stage needs a duration and a rate")
        }
        let extra = ["window", "mix"].compactMap { key in text[key].map { ",\(key)=\($0)" } }
        self = try Form.stage.value(of: .argument("\(duration):\(rate)" + extra.joined()))
    }

    init(stage: LoadPlan.Stage, mix: [NamedShare]?) {
        self.stage = stage
        self.mix = mix
    }

    /// The text that `reading` reads.
    var text: String {
        var text = durationText(stage.duration) + ":" + rateText(stage.startTPS)
        if stage.startTPS != stage.endTPS { text += ".." + rateText(stage.endTPS) }
        if let window = stage.window { text += ",window=\(window)" }
        if let mix { text += ",mix=" + mix.map { "\($0.name):\($0.share)" }.joined(separator: "+") }
        return text
    }
}

extension Form where Value == StageValue {
    /// `30s:100/s`, or `30s:100/s..500/s` for a ramp; 0/s is a pause or a ramp's end.
    static let stage = Form(
        "STAGE",
        allowed: "30s:100/s, 30s:100/s..500/s for a ramp, with ,window=20 and ,mix=otp:1+promo:3",
        range: "a stage of \(durationText(1_000_000))…\(durationText(longest)) at "
            + "0/s…\(rateText(rateRange.upperBound)) with a window of 1…100000",
        hint: "30s:100/s, or 30s:100/s..500/s for a ramp, with ,window=20 and ,mix=otp:1+promo:3",
        read: { StageValue.reading($0) },
        write: { .text($0.text) })
}

/// The two ends of a ramp, or the one rate of a level stage.
private func ends(_ rates: Substring) -> [Substring] {
    guard let dots = rates.firstRange(of: "..") else { return [rates] }
    return [rates[..<dots.lowerBound], rates[dots.upperBound...]]
}

/// The shares of `otp:1+promo:3`.
private func shares(_ text: String) -> [NamedShare]? {
    var mix: [NamedShare] = []
    for part in text.split(separator: "+", omittingEmptySubsequences: false) {
        guard let (name, number) = split(String(part), at: ":"), isRunName(name),
            let share = Int(number), (0...1_000_000).contains(share),
            !mix.contains(where: { $0.name == name })
        else { return nil }
        mix.append(NamedShare(name: name, share: share))
    }
    return mix
}

/// One of several messages as a profile writes it.
struct MessageValue: Sendable {
    var name: String
    var share: Int
    /// Its own settings, by the keys of the section `message`.
    var settings: [(key: String, value: ScalarText)]

    /// A message of a profile's section: `name`, `share`, and keys of `message`.
    init(_ members: [(key: String, value: ScalarText)]) throws(Refusal) {
        name = ""
        share = 1
        settings = []
        var scratch = SettingValues()
        for (key, value) in members {
            switch key {
            case "name": name = try Form.runName.value(of: value)
            case "share": share = Int(try Form<UInt>.whole(0...1_000_000).value(of: value))
            default:
                guard let setting = Setting.named("message." + key) else {
                    let own = Setting.all.filter { $0.key.hasPrefix("message.") }
                    let keys = ["name", "share"] + own.map { String($0.key.dropFirst(8)) }
                    throw Refusal(
                        reason: "key \"\(shown(key))\" is unknown; nearest: "
                            + "\"\(nearestName(to: key, among: keys) ?? "")\"")
                }
                do throws(Refusal) {
                    try setting.assign(&scratch, value)
                } catch {
                    throw Refusal(reason: "\(key) \(shown(value.text)): \(error.reason)")
                }
                settings.append((key, value))
            }
        }
        if name.isEmpty { throw Refusal(reason: "a message needs a name") }
    }

    /// The message as a section of the resolved profile.
    var section: ProfileValue {
        var values = SettingValues()
        var members: [ProfileValue.Member] = [
            .init(key: "name", value: .text(name)),
            .init(key: "share", value: .integer(Int64(share))),
        ]
        for (key, value) in settings {
            guard let setting = Setting.named("message." + key),
                (try? setting.assign(&values, value)) != nil
            else { continue }
            members.append(.init(key: key, value: setting.value(values)))
        }
        return .section(members)
    }
}

extension Form where Value == MessageValue {
    /// A message of a list; only a profile can write it.
    static let message = Form(
        "MESSAGE", allowed: "a section { name: \"otp\", share: 1, text: \"…\" } of a profile",
        read: { _ in .malformed }, write: { $0.section })
}

extension Form where Value == LoadPlan.Segment {
    /// `2/5`.
    static let segment = Form(
        "PART", allowed: "a part such as 2/5", range: "1/1…1000/1000", hint: "2/5",
        read: { text in
            guard let (part, of) = split(text, at: "/"), let number = Int(part),
                let count = Int(of),
                number >= 0, count >= 0
            else { return .malformed }
            guard (1...1_000).contains(count), (1...count).contains(number) else {
                return .outOfRange
            }
            return .value(LoadPlan.Segment(part: number, of: count))
        },
        write: { .text("\($0.part)/\($0.of)") })
}

/// When a schedule starts.
enum StartTime: Sendable, Equatable {
    /// Nanoseconds since 1970.
    case at(Int64)
    /// Nanoseconds from now.
    case after(Int64)
}

extension Form where Value == StartTime {
    /// RFC 3339, seconds since 1970, or a time from now.
    static let startTime = Form(
        "WHEN", allowed: "2026-01-31T12:00:00Z, seconds since 1970, +30s",
        range: "a time after 1970 and at most \(durationText(longest)) from now",
        hint: "2026-01-31T12:00:00Z, seconds since 1970, +30s", kinds: [.string, .number],
        read: { text in
            if text.hasPrefix("+") {
                guard let wait = durationValue(String(text.dropFirst())) else { return .malformed }
                return wait <= longest ? .value(.after(wait)) : .outOfRange
            }
            if let seconds = decimal(text[...]) {
                return seconds < 9e9
                    ? .value(.at(Int64((seconds * 1e3).rounded()) * 1_000_000))
                    : .outOfRange
            }
            guard let date = date(text) else { return .malformed }
            return .value(.at(Int64((date.timeIntervalSince1970 * 1e3).rounded()) * 1_000_000))
        },
        write: { start in
            switch start {
            case .after(let wait): .text("+" + durationText(wait))
            case .at(let time): .text(number(Double(time) / 1e9))
            }
        })
}

/// A time of RFC 3339, with or without a fraction of a second.
private func date(_ text: String) -> Date? {
    let style = Date.ISO8601FormatStyle()
    return (try? style.parse(text))
        ?? (try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(text))
}

/// A ceiling as it is written: a rate of messages, of segments, or one of each.
struct CeilingValue: Sendable, Equatable {
    var messages: Double?
    var segments: Double?
}

extension Form where Value == CeilingValue {
    /// `30/s` in messages, `30seg/s` in segments, `30/s,50seg/s` both at once.
    static let ceiling = Form(
        "RATE", allowed: "100/s, 6000/m, 100seg/s for segments, 100/s,150seg/s for both",
        range: "\(rateText(rateRange.lowerBound))…\(rateText(rateRange.upperBound))",
        hint: "100/s, 6000/m, 100seg/s for segments, 100/s,150seg/s for both",
        read: CeilingValue.read,
        write: { value in
            let segments = value.segments.map { rateText($0).replacing("/", with: "seg/") }
            let texts = [value.messages.map { rateText($0) }, segments].compactMap(\.self)
            return .text(texts.joined(separator: ","))
        })
}

extension CeilingValue {
    fileprivate static func read(_ text: String) -> Reading<CeilingValue> {
        var value = CeilingValue()
        for part in text.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
            let rate = part.replacing("seg/", with: "/", maxReplacements: 1)
            let unit = rate == part ? \CeilingValue.messages : \CeilingValue.segments
            guard let tps = rateValue(rate), value[keyPath: unit] == nil else { return .malformed }
            guard rateRange.contains(tps) else { return .outOfRange }
            value[keyPath: unit] = tps
        }
        return .value(value)
    }
}
