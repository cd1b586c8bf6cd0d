// What a shard knows of its faults: which are on, and which session is struck by which. Some octets a
// session, and none in a server without faults.
// Runs on: shard threads. Allocates: never after its creation.

import Platform
import SMPP

/// What faults do to a session, as its slot keeps it: nothing to do is one comparison.
struct SessionTrouble: OptionSet, Sendable, BitwiseCopyable {
    let rawValue: UInt8

    /// The socket is not read.
    static let deaf = SessionTrouble(rawValue: 1)
    /// Nothing is written.
    static let mute = SessionTrouble(rawValue: 2)
    /// An octet a write.
    static let dribbles = SessionTrouble(rawValue: 4)
    /// What is written is held first.
    static let glues = SessionTrouble(rawValue: 8)
    /// It is held now.
    static let holds = SessionTrouble(rawValue: 16)
    /// Responses are looked at before they are written.
    static let spoils = SessionTrouble(rawValue: 32)

    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// What a fault of this kind does.
    init(_ kind: Fault.Kind) {
        switch kind {
        case .halfOpen: self = [.deaf, .mute]
        case .zeroWindow: self = .deaf
        case .dribble: self = .dribbles
        case .glue: self = .glues
        case .reset, .fin, .refusedBinds, .restart: self = []
        case .enquireLinkSilence, .lostResponses, .duplicateResponses, .lateResponses,
            .wrongSequence, .garbage:
            self = .spoils
        }
    }
}

/// A session's faults; zero bits: it has none.
struct SessionFaults: Sendable, BitwiseCopyable {
    /// The faults that may befall its account, a bit each.
    var eligible: UInt32 = 0
    /// The faults that have struck it.
    var struck: UInt32 = 0
    /// Octets of its output that have been looked at.
    var cleared: Int32 = 0
    /// When what is held is written.
    var heldUntil: Int64 = 0
}

/// A shard's faults.
struct ShardFaults: Sendable, BitwiseCopyable {
    /// One of them.
    struct Entry: Sendable, BitwiseCopyable {
        let kind: Fault.Kind
        let schedule: FaultSchedule
        /// 0 to 1.
        let share: Double
        let status: CommandStatus
        let delays: DelaySampler
        let forgets: Bool
        /// As of the last change.
        var isOn = false
        var beginnings: Int64 = 0
    }

    let entries: Cells<Entry>
    let sessions: Cells<SessionFaults>
    /// The server's start, monotonic nanoseconds.
    let start: Int64
    /// Connections get a small receive buffer, so that it is full soon.
    let hasZeroWindow: Bool
    /// The time of the shard's turn.
    var now: Int64 = 0
    /// When the next one begins or ends; .max for never.
    var nextChange: Int64
    var random: SplitMix64

    init(
        _ configuration: MockSMSCConfiguration, start: Int64, shard: Int, sessionLimit: Int,
        arena: Arena
    ) {
        let faults = configuration.faults
        entries = arena.cells(Entry.self, count: faults.count)
        for (index, fault) in faults.enumerated() {
            let usual: Delay = fault.kind == .glue ? 100_000_000 : 5_000_000_000
            entries[index] = Entry(
                kind: fault.kind, schedule: FaultSchedule(fault), share: fault.percent / 100,
                status: fault.status, delays: DelaySampler(fault.delay ?? usual, arena: arena),
                forgets: fault.forgets)
        }
        sessions = arena.cells(SessionFaults.self, count: faults.isEmpty ? 0 : sessionLimit)
        self.start = start
        hasZeroWindow = faults.contains { $0.kind == .zeroWindow }
        nextChange = faults.isEmpty ? .max : start
        random = SplitMix64(
            seed: configuration.seed &+ UInt64(shard) &* 0x9E37_79B9_7F4A_7C15 ^ 0xFA17)
    }

    @inline(__always) var isEmpty: Bool { entries.count == 0 }

    /// Whether the fault befalls one of its sessions, binds or responses.
    mutating func draws(_ index: Int) -> Bool {
        random.unit() < entries[index].share
    }

    /// A sequence_number that nobody has used, most likely.
    mutating func strangeNumber() -> UInt32 {
        UInt32(truncatingIfNeeded: random.next()) & 0x3FFF_FFFF | 0x4000_0000
    }

    /// What the faults that have struck a session do to it.
    func trouble(of session: Int) -> SessionTrouble {
        var trouble: SessionTrouble = []
        for index in 0..<entries.count where sessions[session].struck & 1 << UInt32(index) != 0 {
            trouble.formUnion(SessionTrouble(entries[index].kind))
        }
        return trouble
    }

    /// Whether a fault of this kind has struck the session.
    func isStruck(_ session: Int, by kind: Fault.Kind) -> Bool {
        for index in 0..<entries.count
        where entries[index].kind == kind && sessions[session].struck & 1 << UInt32(index) != 0 {
            return true
        }
        return false
    }
}
