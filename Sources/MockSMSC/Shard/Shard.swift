// One thread of the built-in SMSC: its sockets, its sessions, its waiting receipts. Built by
// MockSMSC, moved into its thread, and gone at its end.
// Runs on: its shard thread. Allocates: when a connection comes or binds; never for a message.

import Platform
import SMPP

/// A shard's settings and sizes.
struct ShardSettings: Sendable, BitwiseCopyable {
    /// Octets read at once.
    static let inputLength = 256 * 1024
    /// Room behind the input for a submit_sm that stands for another PDU.
    static let scratchLength = outputLength / 2 + 1_024
    /// Octets a session may have waiting to be written.
    static let outputLength = 256 * 1024
    /// What the responses to the input may not use: a bind response and the server's own requests.
    static let outputReserve = 1024
    /// If the output has room for the responses to less than this, the session is not read.
    static let readingRoom = 64 * 1024
    /// Reads of one session before the others get their turn.
    static let readLimit = 8

    /// Nothing is drawn, delayed or judged: a submit_sm is accepted and answered at once.
    let isPlain: Bool
    /// From the response to the receipt, if that is always the same, else 0.
    let receiptDelay: Int64
    let sessionLimit: Int
    let pduLengthLimit: Int
    /// What is answered with generic_nack.
    let unsupported: CommandSet
    private let timeCompression: Double

    init(_ configuration: MockSMSCConfiguration) {
        isPlain = configuration.isPlain
        let delay = Double(configuration.receiptDelay.constant ?? 0)
        receiptDelay = Int64(max(delay, 0) / configuration.timeCompression)
        unsupported = CommandSet(configuration.unsupported)
        timeCompression = configuration.timeCompression
        sessionLimit = min(max(configuration.connectionLimit, 1), SessionReference.slotLimit)
        // An unfinished PDU must leave room to read on, see `Shard.readable`.
        pduLengthLimit = min(
            max(configuration.pduLengthLimit, PDUHeader.byteCount), Self.outputLength / 2)
    }
}

extension ShardSettings {
    /// A time to come, as near as the compression of time brings it.
    func compressed(_ time: Int64, from now: Int64) -> Int64 {
        now + Int64(Double(time - now) / timeCompression)
    }
}

/// A shard.
///
/// A method on a message's way is mutating, also if it changes nothing: one of another kind is given a
/// copy of the shard when it is called, nearly two kilobytes for each message.
struct Shard: ~Copyable, Sendable {
    let index: Int
    let settings: ShardSettings
    let server: Server
    let arena: Arena
    let epoll: Epoll
    let timers: SessionTimers
    /// The listening sockets, with the acceptor; none in the other shards.
    var listeners: Listeners
    /// Where to listen again after a restart; nil while it listens.
    var closedListeners: ListenerPorts?
    /// Which shard the next connection goes to.
    var nextArrival = 0
    /// When connections are accepted again; .max while they are.
    var acceptingResumes: Int64 = .max

    // Handles and plain values of the message path.
    let input: Bytes
    let scanner: FrameScanner
    let sessions: Cells<SessionSlot>
    let machines: Cells<SMSCSession>
    let routes: AtomicCells
    let queues: PeerQueues
    let tally: Tally
    /// What its reads bring, for who watches; nil if nobody does.
    let arrivals: ArrivalLog?
    /// For it: when the kernel got the end of the last read, and how far its clock is from ours.
    var arrived: Int64 = 0
    var kernelClock = KernelClock()
    var kernelClockIsDue: Int64 = 0
    let tap: TapRing?
    let unanswered: UnansweredDeliveries
    var receipts: ReceiptPool
    var writer: ReceiptWriter
    var ids: MessageIDs
    var fields = ShortMessageFields()
    /// The mandatory fields of the submit_sm that `fields` were found in, and its command_length;
    /// 0 if it cannot stand for the next.
    let last: Bytes
    var lastLength = 0

    /// What waits for its time.
    var timetable: Timetable
    var rules: MessageRules
    /// Receipts that wait for room in the queue to a shard, by shard.
    let outgoing: Cells<ReceiptLine>
    /// Receipts without a session to go to, by account.
    let parked: Cells<ReceiptLine>
    var parkedCount = 0
    /// No account from here on has parked receipts.
    var parkedAccounts = 0
    var seenRouteChanges: Int64 = 0
    var outgoingCount = 0
    /// Receipts that have gone round their account's sessions.
    var receiptTurn = 0
    /// Another shard has got something since the last look at who sleeps.
    var peersToWake = false

    /// The messages accepted lately; nil without a store.
    let store: MessageStore?
    /// The number of the message that the receipt in each slot of the pool is of; 0 for none.
    let messageOfReceipt: Cells<Int64>
    /// Sends what telephones have sent; nil without.
    var mobile: MobileSender?

    /// What goes wrong and when.
    var faults: ShardFaults

    /// Each slot's output, if it has any now, and its unfinished PDU.
    var memory: [Bytes] = []
    var carries: [Bytes] = []
    /// Buffers for outputs, the one given back last on top; and what stands for none.
    let freeMemory: Cells<Bytes>
    var freeMemoryCount = 0
    let noMemory: Bytes
    /// Since when the peer of a session whose output waits has read nothing.
    let stalledSince: Cells<Int64>
    let freeSlots: Cells<Int32>
    var freeSlotCount = 0
    /// Sessions whose output waits for the end of the turn.
    let dirty: Cells<Int32>
    var dirtyCount = 0
    /// The earliest time a session's timer may be due; .max for never.
    var nextDeadline: Int64 = .max
    /// When a stop gives up waiting for the peers; .max before a stop.
    var stopDeadline: Int64 = .max

    init(_ index: Int, of server: Server, listeners: Listeners) throws(SystemError) {
        let arena = Arena()
        let configuration = server.configuration
        let settings = ShardSettings(configuration)
        self.index = index
        self.server = server
        self.arena = arena
        self.settings = settings
        self.listeners = index == 0 ? listeners : Listeners(plain: .none)
        epoll = try Epoll(arena: arena)
        input = arena.bytes(ShardSettings.inputLength + ShardSettings.scratchLength)
        last = arena.bytes(128)
        scanner = FrameScanner(lengthLimit: settings.pduLengthLimit)
        sessions = arena.cells(SessionSlot.self, count: settings.sessionLimit)
        machines = arena.cells(SMSCSession.self, count: settings.sessionLimit)
        timers = SessionTimers(
            sessionInit: configuration.sessionInitTimeout,
            enquireLink: configuration.enquireLinkInterval,
            inactivity: configuration.inactivityTimeout,
            response: configuration.responseTimeout)
        routes = server.accounts.routes
        queues = server.queues
        tally = server.tallies[index]
        arrivals = server.watch?.logs[index]
        tap = server.tap?.rings[index]
        unanswered = UnansweredDeliveries(
            arena: arena, sessionLimit: settings.sessionLimit,
            timeout: configuration.responseTimeout)
        receipts = ReceiptPool(arena: arena, capacity: configuration.receiptCapacity)
        timetable = Timetable(arena: arena, capacity: Int(receipts.capacity))
        let wallOffset = Clock.wall() - Clock.monotonic()
        rules = MessageRules(
            shard: index, of: server, sessionLimit: settings.sessionLimit, wallOffset: wallOffset,
            arena: arena)
        writer = ReceiptWriter(
            arena: arena, delay: settings.receiptDelay, wallOffset: wallOffset)
        ids = MessageIDs(shard: index)
        outgoing = arena.cells(ReceiptLine.self, count: configuration.shardCount)
        parked = arena.cells(ReceiptLine.self, count: Accounts.limit)
        freeMemory = arena.cells(Bytes.self, count: settings.sessionLimit)
        noMemory = arena.bytes(1)
        stalledSince = arena.cells(Int64.self, count: settings.sessionLimit)
        freeSlots = arena.cells(Int32.self, count: settings.sessionLimit)
        dirty = arena.cells(Int32.self, count: settings.sessionLimit)
        store = server.stores.isEmpty ? nil : server.stores[index]
        messageOfReceipt = arena.cells(
            Int64.self, count: server.stores.isEmpty ? 0 : Int(receipts.capacity))
        mobile = server.mobile.map {
            MobileSender($0, shard: index, sessionLimit: settings.sessionLimit, arena: arena)
        }
        faults = ShardFaults(
            configuration, start: server.start, shard: index, sessionLimit: settings.sessionLimit,
            arena: arena)
        epoll.add(server.wakeUps[index].descriptor, .read, token: Self.wakeUpToken)
        watchListeners(.read, isNew: true)
    }

    /// The name of the session in `slot`.
    @inline(__always)
    func reference(_ slot: Int) -> SessionReference {
        SessionReference(shard: index, slot: slot, generation: sessions[slot].generation)
    }

    /// The session `reference` names, if it is this shard's, still lives and may receive.
    @inline(__always)
    func receiver(_ reference: SessionReference) -> Int? {
        guard reference != .none, reference.shard == index, reference.slot < memory.count else {
            return nil
        }
        let slot = sessions[reference.slot]
        let isLive = slot.phase == .serving && slot.generation == reference.generation
        return isLive && slot.mayReceive ? reference.slot : nil
    }
}
