// What the built-in SMSC counted. The shards add to their own cells; this is their sum, as the
// `smsc` command prints it and tests check it.

import Platform

/// Counts of the built-in SMSC since its start.
public struct MockSMSCCounters: Sendable, Equatable, Codable {
    /// Connections accepted.
    public var connections: Int64 = 0
    /// Connections closed at accept: the limit was reached.
    public var connectionsRefused: Int64 = 0
    /// Pauses in accepting connections: the system had no open file or memory left for one.
    public var acceptPauses: Int64 = 0
    /// TLS handshakes completed.
    public var tlsHandshakes: Int64 = 0
    /// Of these: those that took up an earlier session.
    public var tlsResumed: Int64 = 0
    /// TLS connections that ended before their handshake was complete.
    public var tlsHandshakesFailed: Int64 = 0
    /// Binds granted.
    public var binds: Int64 = 0
    /// Binds answered with an error status.
    public var bindsRefused: Int64 = 0
    /// submit_sm received.
    public var submits: Int64 = 0
    /// submit_sm answered with ESME_ROK.
    public var accepted: Int64 = 0
    /// submit_sm answered with any other status.
    public var rejected: Int64 = 0
    /// submit_sm refused by a rate limit.
    public var throttled: Int64 = 0
    /// submit_sm answered late, since a rate limit had no room for them.
    public var slowed: Int64 = 0
    /// submit_sm beyond the window of unanswered ones.
    public var windowExceeded: Int64 = 0
    /// submit_sm refused because the account's balance was too low.
    public var balanceRefused: Int64 = 0
    /// submit_sm refused by an outcome rule.
    public var refusedByRule: Int64 = 0
    /// submit_sm refused because too much waits to be sent.
    public var queueFull: Int64 = 0
    /// Binds refused because of the address they came from.
    public var bindsRefusedForAddress: Int64 = 0
    /// Binds refused because the account may not make that kind.
    public var bindsRefusedForType: Int64 = 0
    /// Binds refused, or their connection closed, because the account had too many.
    public var bindsRefusedForNumber: Int64 = 0
    /// Connections that a limit closed or unbound.
    public var closedForExcess: Int64 = 0
    /// Responses that were never sent: their connection ended before their time came.
    public var responsesDropped: Int64 = 0
    /// Delivery receipts made; all of them end as sent or dropped, or still wait.
    public var receiptsQueued: Int64 = 0
    /// Delivery receipts put on a connection.
    public var receiptsSent: Int64 = 0
    /// deliver_sm the ESME answered with ESME_ROK.
    public var receiptsAcknowledged: Int64 = 0
    /// deliver_sm the ESME answered with another status or with generic_nack.
    public var receiptsRefused: Int64 = 0
    /// Delivery receipts given up: no session to receive them, and others waiting as well.
    public var receiptsDropped: Int64 = 0
    /// data_sm received, each counted as a submit_sm too.
    public var dataMessages: Int64 = 0
    /// submit_multi received, each destination counted as a submit_sm too.
    public var multiMessages: Int64 = 0
    /// query_sm received.
    public var queries: Int64 = 0
    /// Messages taken back by cancel_sm.
    public var cancelled: Int64 = 0
    /// Messages changed by replace_sm.
    public var replaced: Int64 = 0
    /// Messages that left the store for newer ones.
    public var storeDropped: Int64 = 0
    /// Mobile-originated messages put on a connection, whole.
    public var mobileMessages: Int64 = 0
    /// Their deliver_sm; more than messages where these are long.
    public var mobileSent: Int64 = 0
    /// Of these: answered ESME_ROK.
    public var mobileAcknowledged: Int64 = 0
    /// Of these: answered with another status or with generic_nack.
    public var mobileRefused: Int64 = 0
    /// Of these: unanswered when their session ended.
    public var mobileLost: Int64 = 0
    /// Mobile-originated messages that were due while nobody was there to receive them.
    public var mobileUnrouted: Int64 = 0
    /// From a mobile-originated deliver_sm to its answer; nil without any.
    public var mobileLatency: LatencySummary?
    /// Of each kind of fault: how many sessions, binds, responses or restarts it was; nil without any.
    public var faults: [String: Int64]?
    /// enquire_link received.
    public var enquireLinksReceived: Int64 = 0
    /// enquire_link sent.
    public var enquireLinksSent: Int64 = 0
    /// PDUs with an unknown or unsupported command_id.
    public var unknownCommands: Int64 = 0
    /// Known PDUs that did not decode, and lengths that ended a connection.
    public var malformed: Int64 = 0
    /// Responses to nothing that was asked.
    public var unexpectedResponses: Int64 = 0
    /// Connections the peer closed or lost.
    public var closedByPeer: Int64 = 0
    /// Connections closed after an unbind and its response.
    public var closedAfterUnbind: Int64 = 0
    /// Connections closed because no bind came in time.
    public var closedForSessionInit: Int64 = 0
    /// Connections closed because a server PDU was not answered in time.
    public var closedForResponseTimeout: Int64 = 0
    /// Connections closed because nothing was exchanged for too long.
    public var closedForInactivity: Int64 = 0
    /// Connections closed because of a command_length out of bounds.
    public var closedForBadLength: Int64 = 0
    /// Connections closed because their TLS failed, in the handshake or later.
    public var closedForTLS: Int64 = 0
    /// Connections closed because the peer read nothing of what waited for it.
    public var closedForSlowReading: Int64 = 0
    /// Connections that a fault closed.
    public var closedByFault: Int64 = 0
    /// Connections closed because the server stopped.
    public var closedByStop: Int64 = 0
    /// alert_notification sent in place of mobile-originated messages.
    public var alertsSent: Int64 = 0
    /// outbind sent to ESMEs that listen; those that bind count under `binds`.
    public var outbindsSent: Int64 = 0
    /// Calls to them that came to no connection.
    public var outbindsFailed: Int64 = 0
    /// Heap allocations of the serving threads that have ended: for connections and binds, none for a
    /// message; nil where they are not counted.
    public var allocations: Int64?
    /// Connections open now.
    public var connectionsOpen: Int64 = 0
    /// Of these: bound.
    public var sessionsBound: Int64 = 0
    /// Messages in the store now.
    public var stored: Int64 = 0
    /// Of each account how fast it sent; nil unless the server watches.
    public var accounts: [AccountArrivals]?
    /// What has been written to the PDU log and the capture file; nil without either.
    public var taps: TapCounts?

    /// All zero.
    public init() {}

    /// The sums over the shards' cells.
    init(summing shards: [Tally]) {
        func sum(_ counter: Counter) -> Int64 {
            shards.reduce(0) { $0 + $1.value(counter) }
        }
        connections = sum(.connections)
        connectionsRefused = sum(.connectionsRefused)
        acceptPauses = sum(.acceptPauses)
        tlsHandshakes = sum(.tlsHandshakes)
        tlsResumed = sum(.tlsResumed)
        tlsHandshakesFailed = sum(.tlsHandshakesFailed)
        binds = sum(.binds)
        bindsRefused = sum(.bindsRefused)
        submits = sum(.submits)
        accepted = sum(.accepted)
        rejected = sum(.rejected)
        throttled = sum(.throttled)
        slowed = sum(.slowed)
        windowExceeded = sum(.windowExceeded)
        balanceRefused = sum(.balanceRefused)
        refusedByRule = sum(.refusedByRule)
        queueFull = sum(.queueFull)
        bindsRefusedForAddress = sum(.bindsRefusedForAddress)
        bindsRefusedForType = sum(.bindsRefusedForType)
        bindsRefusedForNumber = sum(.bindsRefusedForNumber)
        closedForExcess = sum(.closedForExcess)
        responsesDropped = sum(.responsesDropped)
        receiptsQueued = sum(.receiptsQueued)
        receiptsSent = sum(.receiptsSent)
        receiptsAcknowledged = sum(.receiptsAcknowledged)
        receiptsRefused = sum(.receiptsRefused)
        receiptsDropped = sum(.receiptsDropped)
        dataMessages = sum(.dataMessages)
        multiMessages = sum(.multiMessages)
        queries = sum(.queries)
        cancelled = sum(.cancelled)
        replaced = sum(.replaced)
        storeDropped = sum(.storeDropped)
        mobileMessages = sum(.mobileMessages)
        mobileSent = sum(.mobileSent)
        mobileAcknowledged = sum(.mobileAcknowledged)
        mobileRefused = sum(.mobileRefused)
        mobileLost = sum(.mobileLost)
        mobileUnrouted = sum(.mobileUnrouted)
        enquireLinksReceived = sum(.enquireLinksReceived)
        enquireLinksSent = sum(.enquireLinksSent)
        unknownCommands = sum(.unknownCommands)
        malformed = sum(.malformed)
        unexpectedResponses = sum(.unexpectedResponses)
        closedByPeer = sum(.closedByPeer)
        closedAfterUnbind = sum(.closedAfterUnbind)
        closedForSessionInit = sum(.closedForSessionInit)
        closedForResponseTimeout = sum(.closedForResponseTimeout)
        closedForInactivity = sum(.closedForInactivity)
        closedForBadLength = sum(.closedForBadLength)
        closedForTLS = sum(.closedForTLS)
        closedForSlowReading = sum(.closedForSlowReading)
        closedByFault = sum(.closedByFault)
        closedByStop = sum(.closedByStop)
        allocations = MemoryUse.threadAllocations() == nil ? nil : sum(.allocations)
        alertsSent = sum(.alertsSent)
        outbindsSent = sum(.outbindsSent)
        outbindsFailed = sum(.outbindsFailed)
        stored = sum(.storeAdded) - storeDropped
    }
}

/// The cells a shard counts in, by index: the fields of `MockSMSCCounters`, and what these are made of.
enum Counter: Int, CaseIterable {
    case connections, connectionsRefused, acceptPauses
    case tlsHandshakes, tlsResumed, tlsHandshakesFailed
    case binds, bindsRefused
    case submits, accepted, rejected
    case throttled, slowed, windowExceeded, balanceRefused, refusedByRule, queueFull
    case bindsRefusedForAddress, bindsRefusedForType, bindsRefusedForNumber, closedForExcess
    case responsesDropped
    case receiptsQueued, receiptsSent, receiptsAcknowledged, receiptsRefused
    case receiptsDropped
    case dataMessages, multiMessages, queries, cancelled, replaced, storeDropped
    case mobileMessages, mobileSent, mobileAcknowledged, mobileRefused, mobileLost, mobileUnrouted
    case enquireLinksReceived, enquireLinksSent
    case unknownCommands, malformed, unexpectedResponses
    case closedByPeer, closedAfterUnbind, closedForSessionInit, closedForResponseTimeout
    case closedForInactivity, closedForBadLength, closedForTLS, closedByFault, closedByStop
    case closedForSlowReading
    case storeAdded, allocations
    case outbindsSent, outbindsFailed, alertsSent
}

/// One shard's counters: the shard alone writes them, any thread reads them.
struct Tally: Sendable {
    private let cells: AtomicCells

    init(arena: Arena) {
        cells = arena.atomicCells(Counter.allCases.count + Fault.Kind.allCases.count)
    }

    /// Adds `count`: a load and a store, since there is one writer.
    @inline(__always)
    func add(_ counter: Counter, _ count: Int64 = 1) {
        cells.store(cells.load(counter.rawValue) &+ count, at: counter.rawValue)
    }

    /// Counts a fault.
    func add(_ fault: Fault.Kind) {
        let place = Self.place(fault)
        cells.store(cells.load(place) &+ 1, at: place)
    }

    func value(_ counter: Counter) -> Int64 {
        cells.load(counter.rawValue)
    }

    func value(_ fault: Fault.Kind) -> Int64 {
        cells.load(Self.place(fault))
    }

    /// Behind the counters, in the order of the kinds.
    private static func place(_ fault: Fault.Kind) -> Int {
        Counter.allCases.count + fault.index
    }
}
