// The outcome rules as the shards apply them: their prefixes and words side by side in an arena, so
// that judging a message reads a few cache lines. Runs on: shard threads. Allocates: never after its
// creation.

import Platform
import SMPP

/// What the rules look at of the submit_sm at `frame` of `input`.
///
/// Its fields are picked out where they were found: all of them together would be copied for each
/// message.
struct JudgedMessage: BitwiseCopyable {
    let input: Bytes
    let frame: Int
    let text: SubmitText
    let destination: FieldRange
    let source: FieldRange
    let dataCoding: UInt8
}

/// The rules of a server, compiled.
struct OutcomeTable: Sendable {
    /// A run of words.
    private struct List: BitwiseCopyable {
        var first: Int32 = 0
        var count: Int32 = 0
    }

    /// What a rule asks about: the rest of it is not looked at.
    private struct Conditions: OptionSet, BitwiseCopyable {
        let rawValue: UInt8

        static let length = Conditions(rawValue: 1)
        static let coding = Conditions(rawValue: 2)
        static let destination = Conditions(rawValue: 4)
        static let source = Conditions(rawValue: 8)
        static let text = Conditions(rawValue: 16)
        static let others = Conditions(rawValue: 32)
    }

    private struct Rule: BitwiseCopyable {
        var conditions: Conditions = []
        var destinations = List()
        var otherDestinations = List()
        var sources = List()
        var texts = List()
        var wideTexts = List()
        var longerThan: Int32 = -1
        var codings = CodingSet()
        var repeatedWithin: Int64 = 0
        /// Below 1: drawn.
        var share = 1.0
        var status: UInt32 = 0
        /// The receipt's end, or that there is none of its own.
        var end = ReceiptEnd()
        var hasEnd = false
    }

    /// A set of data_codings.
    private struct CodingSet: BitwiseCopyable {
        private var low: (UInt64, UInt64) = (0, 0)
        private var high: (UInt64, UInt64) = (0, 0)

        mutating func insert(_ coding: UInt8) {
            let bit = UInt64(1) << UInt64(coding & 63)
            switch coding >> 6 {
            case 0: low.0 |= bit
            case 1: low.1 |= bit
            case 2: high.0 |= bit
            default: high.1 |= bit
            }
        }

        mutating func invert() {
            low = (~low.0, ~low.1)
            high = (~high.0, ~high.1)
        }

        @inline(__always)
        func contains(_ coding: UInt8) -> Bool {
            let word =
                switch coding &>> 6 {
                case 0: low.0
                case 1: low.1
                case 2: high.0
                default: high.1
                }
            return word &>> UInt64(coding & 63) & 1 == 1
        }
    }

    private let rules: Cells<Rule>
    private let words: Cells<WordSearch>
    /// What the words are made of.
    private let octets: Bytes
    private let memory: RepeatMemory

    /// The rules, and the memory of what was sent that those about repeats ask.
    init(_ rules: [OutcomeRule], memory: RepeatMemory, arena: Arena) {
        self.memory = memory
        var words: [Range<Int>] = []
        var text: [UInt8] = []
        func list(_ entries: [[UInt8]]) -> List {
            let first = words.count
            for entry in entries {
                words.append(text.count..<text.count + entry.count)
                text += entry
            }
            return List(first: Int32(first), count: Int32(entries.count))
        }
        var compiled: [Rule] = []
        for rule in rules {
            var entry = Rule()
            entry.destinations = list(rule.destinations.map { Array($0.utf8) })
            entry.otherDestinations = list(rule.otherDestinations.map { Array($0.utf8) })
            entry.sources = list(rule.sources.map { Array($0.utf8) })
            entry.texts = list(rule.texts.map { Self.lower(Array($0.utf8)) })
            entry.wideTexts = list(
                rule.texts.map { text in
                    Self.lower(text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] })
                })
            entry.longerThan = rule.longerThan.map { Int32(clamping: $0) } ?? -1
            for coding in rule.otherDataCodings { entry.codings.insert(coding) }
            entry.codings.invert()
            if !rule.dataCodings.isEmpty {
                entry.codings = CodingSet()
                for coding in rule.dataCodings where !rule.otherDataCodings.contains(coding) {
                    entry.codings.insert(coding)
                }
            }
            entry.repeatedWithin = rule.repeatedWithin ?? 0
            entry.share = rule.percent / 100
            entry.status = rule.status.rawValue
            if let receipt = rule.receipt {
                entry.hasEnd = true
                entry.end = ReceiptEnd(receipt)
            }
            entry.conditions = Self.conditions(of: rule)
            compiled.append(entry)
        }
        self.rules = arena.cells(Rule.self, count: compiled.count)
        for (index, rule) in compiled.enumerated() { self.rules[index] = rule }
        octets = arena.bytes(text.count)
        octets.copy(text, to: 0)
        self.words = arena.cells(WordSearch.self, count: words.count)
        for (index, word) in words.enumerated() {
            self.words[index] = WordSearch(octets, at: word.lowerBound, count: word.count)
        }
    }

    private static func conditions(of rule: OutcomeRule) -> Conditions {
        var conditions: Conditions = []
        if rule.longerThan != nil { conditions.insert(.length) }
        if !rule.dataCodings.isEmpty || !rule.otherDataCodings.isEmpty {
            conditions.insert(.coding)
        }
        if !rule.destinations.isEmpty || !rule.otherDestinations.isEmpty {
            conditions.insert(.destination)
        }
        if !rule.sources.isEmpty { conditions.insert(.source) }
        if !rule.texts.isEmpty { conditions.insert(.text) }
        if rule.repeatedWithin ?? 0 > 0 || rule.percent < 100 { conditions.insert(.others) }
        return conditions
    }

    private static func lower(_ octets: [UInt8]) -> [UInt8] {
        octets.map { WordSearch.lower($0) }
    }

    /// Whether there are no rules.
    @inline(__always) var isEmpty: Bool { rules.count == 0 }

    /// What the rules say of `message`, which came at `now`; nil: nothing.
    ///
    /// `end` receives how the message ends if the rule says so.
    @inline(__always)
    func judge(
        _ message: JudgedMessage, _ now: Int64, _ random: inout SplitMix64, end: inout ReceiptEnd?
    ) -> CommandStatus? {
        for index in 0..<rules.count {
            let conditions = rules[index].conditions
            guard fits(index, conditions, message) else { continue }
            if conditions.contains(.others) {
                let span = rules[index].repeatedWithin
                if span > 0, !memory.isRepeat(of: message, within: span, now) { continue }
                let share = rules[index].share
                if share < 1, random.unit() >= share { continue }
            }
            if rules[index].hasEnd { end = rules[index].end }
            return CommandStatus(rawValue: rules[index].status)
        }
        return nil
    }

    @inline(__always)
    private func fits(
        _ index: Int, _ conditions: Conditions, _ message: JudgedMessage
    ) -> Bool {
        if conditions.contains(.length), message.text.count <= rules[index].longerThan {
            return false
        }
        if conditions.contains(.coding), !rules[index].codings.contains(message.dataCoding) {
            return false
        }
        if conditions.contains(.destination) {
            let (list, others) = (rules[index].destinations, rules[index].otherDestinations)
            if list.count > 0, !hasPrefix(list, message.destination, message) { return false }
            if others.count > 0, hasPrefix(others, message.destination, message) { return false }
        }
        if conditions.contains(.source), !hasPrefix(rules[index].sources, message.source, message) {
            return false
        }
        guard conditions.contains(.text) else { return true }
        let texts = message.dataCoding == 8 ? rules[index].wideTexts : rules[index].texts
        return contains(texts, message.text, of: message.input)
    }

    private func hasPrefix(
        _ list: List, _ address: FieldRange, _ message: JudgedMessage
    ) -> Bool {
        let start = message.frame &+ address.offset
        for index in Int(list.first)..<Int(list.first &+ list.count) {
            if words[index].isPrefix(of: message.input, start, address.count, word: octets) {
                return true
            }
        }
        return false
    }

    @inline(__always)
    private func contains(_ list: List, _ text: SubmitText, of input: Bytes) -> Bool {
        for index in Int(list.first)..<Int(list.first &+ list.count) {
            if words[index].isIn(input, text.offset, text.count, word: octets) { return true }
        }
        return false
    }
}
