// The receipts of a shard that wait for their time, for room on their session, or for a session at
// all, and the responses that wait for their time or for room. Fixed slots in fixed memory; a waiting line is a chain of slots. The slot freed last is used
// first, so that a pool of which little is used touches little memory.
// Runs on: shard threads. Allocates: never after its creation.

package import Platform

/// A line of waiting receipts, first in, first out; zero bits are an empty one.
struct ReceiptLine: Sendable, BitwiseCopyable {
    /// Receipts in the line.
    private(set) var count: Int32 = 0
    /// First and last slot; meaningless in an empty line.
    private(set) var first: Int32 = 0
    private var last: Int32 = 0

    /// Puts the receipt in `slot` at the end.
    @inline(__always)
    mutating func append(_ slot: Int32, in pool: ReceiptPool) {
        if count == 0 {
            first = slot
        } else {
            pool.setNext(last, slot)
        }
        last = slot
        count &+= 1
    }

    /// Takes the first receipt out; the line must not be empty.
    @inline(__always)
    mutating func removeFirst(in pool: ReceiptPool) -> Int32 {
        precondition(count > 0)
        let slot = first
        first = pool.next(slot)
        count &-= 1
        return slot
    }
}

/// Slots for waiting receipts: 28 octets of book-keeping, then the deliver_sm.
package struct ReceiptPool: Sendable {
    /// Octets of a slot; a slot copied between shards is copied whole.
    static let slotLength = 320
    /// Where in its slot the PDU starts.
    static let pduOffset = 28

    /// Octets of the longest PDU.
    static let pduLimit = slotLength - pduOffset

    /// What stands for the account of a slot that holds no receipt.
    enum Mark: Int32 {
        case response = -1
        /// A response that a fault has held back.
        case late = -2
        /// A response that a fault has repeated.
        case duplicate = -3
    }

    private enum Offset {
        static let due = 0
        static let target = 8
        static let next = 16
        static let account = 20
        static let length = 24
    }

    /// The memory of all slots.
    let bytes: Bytes
    /// Slots there are.
    let capacity: Int32
    /// Slots in use.
    private(set) var count: Int32 = 0
    /// Slots that have been used at least once; those above are still untouched memory.
    private var used: Int32 = 0
    private var firstFree: Int32 = -1

    package init(arena: Arena, capacity: Int) {
        precondition(Self.pduOffset + ReceiptWriter.lengthLimit <= Self.slotLength)
        precondition(Self.pduOffset + DialectWriter.lengthLimit <= Self.slotLength)
        self.capacity = Int32(clamping: max(capacity, 1))
        bytes = arena.bytes(Int(self.capacity) * Self.slotLength)
    }

    /// Whether every slot is in use.
    @inline(__always) package var isFull: Bool { count == capacity }

    /// Slots that are free.
    @inline(__always) var room: Int32 { capacity &- count }

    /// A slot to fill; the pool must not be full.
    @inline(__always)
    package mutating func take() -> Int32 {
        precondition(count < capacity)
        count &+= 1
        if firstFree >= 0 {
            let slot = firstFree
            firstFree = next(slot)
            return slot
        }
        used &+= 1
        return used &- 1
    }

    /// Gives a slot back.
    @inline(__always)
    package mutating func free(_ slot: Int32) {
        setNext(slot, firstFree)
        firstFree = slot
        count &-= 1
    }

    /// Where the slot starts in `bytes`.
    @inline(__always)
    func offset(_ slot: Int32) -> Int {
        Int(slot) &* Self.slotLength
    }

    /// Where its PDU starts in `bytes`.
    @inline(__always)
    func pdu(_ slot: Int32) -> Int {
        offset(slot) &+ Self.pduOffset
    }

    @inline(__always)
    func next(_ slot: Int32) -> Int32 {
        Int32(bitPattern: bytes.load32(at: offset(slot) &+ Offset.next))
    }

    @inline(__always)
    func setNext(_ slot: Int32, _ next: Int32) {
        bytes.store32(UInt32(bitPattern: next), at: offset(slot) &+ Offset.next)
    }

    /// Has the receipt go at another time.
    func setDue(_ slot: Int32, _ due: Int64) {
        store64(due, offset(slot) &+ Offset.due)
    }

    /// When the receipt is to go, monotonic nanoseconds.
    @inline(__always)
    package func due(_ slot: Int32) -> Int64 {
        load64(offset(slot) &+ Offset.due)
    }

    /// The session it should go to, while that lives.
    @inline(__always)
    func target(_ slot: Int32) -> SessionReference {
        SessionReference(rawValue: load64(offset(slot) &+ Offset.target))
    }

    /// Names another session it should go to.
    @inline(__always)
    func setTarget(_ slot: Int32, _ target: SessionReference) {
        store64(target.rawValue, offset(slot) &+ Offset.target)
    }

    /// The account it belongs to.
    @inline(__always)
    func account(_ slot: Int32) -> Int32 {
        Int32(bitPattern: bytes.load32(at: offset(slot) &+ Offset.account))
    }

    /// Whether it holds a response, which is for its session alone and has no account.
    @inline(__always)
    func isResponse(_ slot: Int32) -> Bool {
        account(slot) < 0
    }

    /// Whether it holds a response that a fault has been at, and is not to be at again.
    @inline(__always)
    func isSpoiled(_ slot: Int32) -> Bool {
        account(slot) < Mark.response.rawValue
    }

    /// Octets of its PDU.
    @inline(__always)
    func length(_ slot: Int32) -> Int {
        Int(bytes.load32(at: offset(slot) &+ Offset.length))
    }

    /// Fills in the book-keeping of a slot whose PDU has been written.
    @inline(__always)
    package func describe(
        _ slot: Int32, due: Int64, target: SessionReference, account: Int32, length: Int
    ) {
        let start = offset(slot)
        store64(due, start &+ Offset.due)
        store64(target.rawValue, start &+ Offset.target)
        bytes.store32(UInt32(bitPattern: account), at: start &+ Offset.account)
        bytes.store32(UInt32(truncatingIfNeeded: length), at: start &+ Offset.length)
    }

    @inline(__always)
    private func load64(_ offset: Int) -> Int64 {
        let high = UInt64(bytes.load32(at: offset))
        return Int64(bitPattern: high &<< 32 | UInt64(bytes.load32(at: offset &+ 4)))
    }

    @inline(__always)
    private func store64(_ value: Int64, _ offset: Int) {
        bytes.store(value.bigEndian, at: offset)
    }
}
