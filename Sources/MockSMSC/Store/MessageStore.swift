// The messages a shard has accepted lately, for query_sm, cancel_sm and replace_sm. A ring of fixed
// size: the place of a message is its number's, so that adding one overwrites the oldest. Other shards look in
// too, so each access takes a lock of one word; a server without a store takes none.
// Runs on: shard threads. Allocates: never after its creation.

import Platform
import SMPP

/// One accepted message.
struct StoredMessage: Sendable, BitwiseCopyable {
    /// Its number on its shard, from 1 on; 0: no message.
    var number: Int64 = 0
    var account: Int32 = -1
    /// When it gets its final state, monotonic nanoseconds.
    var finalAt: Int64 = 0
    /// The state it then has.
    var finalState = MessageState.delivered.rawValue
    /// The final state's err.
    var error: UInt16 = 0
    /// Its receipt is no longer what was written: it was cancelled, or replaced.
    var isChanged = false
    /// The receipt of the change has been sent.
    var isTold = false
    /// The slot of its waiting receipt in its shard's pool, and 1; 0 without.
    var receipt: Int32 = 0
    var sourceLength: UInt8 = 0
    var destinationLength: UInt8 = 0
    var serviceLength: UInt8 = 0

    /// The state at `now`.
    func state(at now: Int64) -> MessageState {
        now < finalAt ? .enroute : MessageState(rawValue: finalState)
    }

    func isFinal(at now: Int64) -> Bool { now >= finalAt }
}

/// The addresses a message is told apart by: TON, NPI and address, and service_type.
struct MessageAddresses: Equatable {
    var source: [UInt8]
    var destination: [UInt8]
    var serviceType: [UInt8]
}

/// The store of one shard.
struct MessageStore: Sendable, BitwiseCopyable {
    private enum Size {
        static let address = 24
        static let service = 8
        static let texts = 2 * address + service
    }

    private let messages: Cells<StoredMessage>
    private let texts: Bytes
    private let lock: AtomicCells

    /// Room for `capacity` messages, at least 1.
    init(arena: Arena, capacity: Int) {
        messages = arena.cells(StoredMessage.self, count: capacity)
        texts = arena.bytes(capacity * Size.texts)
        lock = arena.atomicCells(1)
    }

    /// Does `body` while no other shard can.
    @inline(__always)
    func locked<R>(_ body: () -> R) -> R {
        while !lock.exchange(0, with: 1, at: 0) {}
        defer { lock.store(0, at: 0) }
        return body()
    }

    @inline(__always)
    private func place(_ number: Int64) -> Int {
        Int(UInt64(bitPattern: number) % UInt64(messages.count))
    }

    /// Keeps a message with the addresses of its submit_sm; true if the oldest gave way to it.
    @inline(__always)
    func add(
        _ message: StoredMessage, _ fields: ShortMessageFields, of input: Bytes, at frame: Int
    ) -> Bool {
        let place = place(message.number)
        let drops = messages[place].number > 0 && messages[place].number != message.number
        var kept = message
        kept.sourceLength = UInt8(fields.sourceAddress.count &+ 2)
        kept.destinationLength = UInt8(fields.destinationAddress.count &+ 2)
        kept.serviceLength = UInt8(fields.serviceType.count)
        messages[place] = kept
        // TON and NPI stand before the address in the PDU.
        let start = place &* Size.texts
        texts.copy(
            from: input, frame &+ fields.sourceAddress.offset &- 2,
            count: Int(kept.sourceLength), to: start)
        texts.copy(
            from: input, frame &+ fields.destinationAddress.offset &- 2,
            count: Int(kept.destinationLength), to: start &+ Size.address)
        texts.copy(
            from: input, frame &+ fields.serviceType.offset, count: Int(kept.serviceLength),
            to: start &+ 2 * Size.address)
        return drops
    }

    /// The message of that number; nil if it is not kept any more.
    @inline(__always)
    func find(_ number: Int64) -> StoredMessage? {
        let message = messages[place(number)]
        return message.number == number && number > 0 ? message : nil
    }

    /// Changes what is kept of a message.
    func update(_ message: StoredMessage) {
        messages[place(message.number)] = message
    }

    /// Keeps no message any more.
    func removeAll() {
        for place in 0..<messages.count { messages[place] = StoredMessage() }
    }

    /// The addresses of a message that is kept.
    func addresses(of message: StoredMessage) -> MessageAddresses {
        let start = place(message.number) &* Size.texts
        func octets(_ offset: Int, _ length: UInt8) -> [UInt8] {
            texts.withSpan(start + offset, Int(length)) {
                $0.octets(FieldRange(offset: 0, count: Int(length)))
            }
        }
        return MessageAddresses(
            source: octets(0, message.sourceLength),
            destination: octets(Size.address, message.destinationLength),
            serviceType: octets(2 * Size.address, message.serviceLength))
    }

    /// The messages of `account` that have no final state at `now`, oldest places first.
    func open(of account: Int32, at now: Int64) -> [StoredMessage] {
        (0..<messages.count).map { messages[$0] }.filter {
            $0.number > 0 && $0.account == account && !$0.isFinal(at: now)
        }
    }
}
