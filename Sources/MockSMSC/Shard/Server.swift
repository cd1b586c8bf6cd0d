// What the shards of one server share: plain handles on atomic memory for what goes on all the
// time, and the account register and wake-ups for what happens now and then.

import Platform
import Synchronization

/// The sockets a server listens on.
struct Listeners: Sendable {
    let plain: Socket
    /// None without TLS.
    var tls = Socket.none

    init(plain: Socket) {
        self.plain = plain
    }

    func close() {
        plain.close()
        tls.close()
    }
}

/// The common part of a server's shards.
final class Server: Sendable {
    let configuration: MockSMSCConfiguration
    /// What the TLS connections have in common; nil without TLS.
    let tls: TLSContext?
    let arena: Arena
    /// When it came to be, monotonic nanoseconds.
    let start: Int64
    let accounts: Accounts
    /// The words of limits and balances.
    let policies: PolicyMemory
    /// What was sent lately.
    let repeats: RepeatMemory
    let queues: PeerQueues
    let arrivals: SocketQueues
    /// Calls the ESMEs that get an outbind; nil without any.
    let outbinds: OutbindCaller?
    let signals: ServerSignals
    /// How fast the accounts send; nil unless asked for.
    let watch: ArrivalWatch?
    /// Writes down what is read and written; nil unless asked for.
    let tap: Tap?
    /// One for each shard, or none at all.
    let stores: [MessageStore]
    /// Messages from telephones; nil without.
    let mobile: MobileOrigin?
    /// One for each shard.
    let wakeUps: [WakeUp]
    /// One for each shard, and one for who calls.
    let tallies: [Tally]

    init(_ configuration: MockSMSCConfiguration, tls: TLSContext?) throws(SystemError) {
        self.tls = tls
        let shardCount = configuration.shardCount
        let arena = Arena()
        var wakeUps: [WakeUp] = []
        for _ in 0..<shardCount { wakeUps.append(try WakeUp()) }
        self.configuration = configuration
        self.arena = arena
        self.wakeUps = wakeUps
        let now = Clock.monotonic()
        start = now
        policies = PolicyMemory(configuration, now: now, wall: Clock.wall(), arena: arena)
        let remembers = configuration.outcomes.contains { $0.repeatedWithin != nil }
        repeats = RepeatMemory(
            capacity: remembers ? configuration.repeatCapacity : 0, origin: now, arena: arena)
        accounts = Accounts(configuration, policies, arena: arena)
        queues = PeerQueues(arena: arena, shardCount: shardCount)
        arrivals = SocketQueues(arena: arena, shardCount: shardCount)
        stores =
            configuration.storeCapacity > 0
            ? (0..<shardCount).map { _ in
                MessageStore(arena: arena, capacity: configuration.storeCapacity)
            } : []
        mobile = configuration.mobile.flatMap {
            try? MobileOrigin($0, shardCount: shardCount, arena: arena)
        }
        signals = ServerSignals(arena: arena, shardCount: shardCount)
        watch = configuration.watchesAccounts ? ArrivalWatch(shards: shardCount, arena: arena) : nil
        tap = try Tap(configuration, arena: arena)
        tallies = (0...shardCount).map { _ in Tally(arena: arena) }
        outbinds = try OutbindCaller(configuration, tally: tallies[shardCount], arena: arena)
    }

    /// How fast each watched account sent.
    var arrivalReadings: [AccountArrivals]? {
        guard let watch else { return nil }
        let now = Clock.monotonic()
        let wallOffset = Clock.wall() - now
        return watch.readings(
            of: accounts.names(ArrivalWatch.accountLimit), at: now, wallOffset: wallOffset)
    }

    /// How often each kind of fault that was asked for has struck; nil without faults.
    var faultCounts: [String: Int64]? {
        let kinds = configuration.faults.map(\.kind)
        guard !kinds.isEmpty else { return nil }
        return Dictionary(
            kinds.map { kind in
                (kind.rawValue, tallies.reduce(0) { $0 + $1.value(kind) })
            }, uniquingKeysWith: { first, _ in first })
    }

    /// Asks every shard to end.
    func stop() {
        signals.stop()
        for wakeUp in wakeUps { wakeUp.signal() }
    }

    /// Closes the connections that no shard has taken over; once all shards have ended.
    func closeArrivals() {
        for shard in wakeUps.indices {
            while let arrival = arrivals.pop(for: shard) { arrival.socket.close() }
            while let call = outbinds?.calls.pop(for: shard) { call.socket.close() }
        }
    }

    /// Makes shard `index` look at its queues, if it sleeps.
    func wake(_ index: Int) {
        // What was left for the shard is to be seen by it if its announcement is not seen here.
        AtomicCells.fence()
        if signals.takeSleep(of: index) { wakeUps[index].signal() }
    }
}

/// Words every shard reads and few write, each on a cache line of its own.
struct ServerSignals: Sendable {
    private let cells: AtomicCells

    private enum Place {
        static let stop = 0
        static let connections = 8
        static let sleep = 16
    }

    init(arena: Arena, shardCount: Int) {
        cells = arena.atomicCells(Place.sleep + shardCount * 8)
    }

    var isStopping: Bool { cells.load(Place.stop) != 0 }

    func stop() {
        cells.store(1, at: Place.stop)
    }

    /// Counts a connection unless `limit` is reached.
    func admit(limit: Int) -> Bool {
        if cells.add(1, at: Place.connections) < Int64(limit) { return true }
        cells.add(-1, at: Place.connections)
        return false
    }

    /// Connections that were admitted and have not ended.
    var connectionCount: Int64 { cells.load(Place.connections) }

    /// A connection that was admitted has ended.
    func leave() {
        cells.add(-1, at: Place.connections)
    }

    /// Announces that `shard` is about to sleep; it must look at its queues once more afterwards,
    /// so that either it sees what came or the sender sees the announcement.
    func announceSleep(of shard: Int) {
        _ = cells.exchange(0, with: 1, at: Place.sleep + shard * 8)
        AtomicCells.fence()
    }

    /// Takes the announcement back; true if it stood, and whoever took it wakes the shard.
    @discardableResult
    func takeSleep(of shard: Int) -> Bool {
        cells.exchange(1, with: 0, at: Place.sleep + shard * 8)
    }
}

/// A new connection.
struct Arrival {
    /// How it came to be.
    enum Kind: Equatable {
        case plain
        /// It came to the port for TLS.
        case tls
        /// The server made it, to the outbind target of this number.
        case outbind(Int)
    }

    let socket: Socket
    let kind: Kind
}

/// New connections on their way to their shard, from one thread.
struct SocketQueues: Sendable {
    private static let capacity = 1024
    private static let stride = capacity + 16
    private let cells: AtomicCells

    init(arena: Arena, shardCount: Int) {
        cells = arena.atomicCells(shardCount * Self.stride)
    }

    /// Hands `arrival` to `shard`; false if too many wait there.
    func push(_ arrival: Arrival, to shard: Int) -> Bool {
        let base = shard * Self.stride
        let written = cells.load(base + 8)
        guard written - cells.load(base) < Int64(Self.capacity) else { return false }
        let kind: Int64 =
            switch arrival.kind {
            case .plain: 0
            case .tls: 1
            case .outbind(let target): Int64(target) + 2
            }
        let word = kind << 32 | Int64(arrival.socket.descriptor)
        cells.store(word, at: base + 16 + Int(written) % Self.capacity)
        cells.store(written + 1, at: base + 8)
        return true
    }

    /// The next connection for `shard`.
    func pop(for shard: Int) -> Arrival? {
        let base = shard * Self.stride
        let read = cells.load(base)
        guard read < cells.load(base + 8) else { return nil }
        let word = cells.load(base + 16 + Int(read) % Self.capacity)
        cells.store(read + 1, at: base)
        let kind = Int(word >> 32)
        return Arrival(
            socket: Socket(descriptor: Int32(truncatingIfNeeded: word)),
            kind: kind == 0 ? .plain : kind == 1 ? .tls : .outbind(kind - 2))
    }
}
