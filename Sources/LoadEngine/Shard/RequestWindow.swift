// The unanswered submit_sm of one session: what a response needs to close its slot.
// Runs on: shard threads. Allocates: never after `init`.

package import Platform
import SMPP

/// One unanswered submit_sm; free when `sequenceNumber` is 0.
package struct WindowSlot: BitwiseCopyable {
    package var intendedTime: Int64
    /// In a free slot whose request was given up: its sequence_number below 0, for a late response.
    package var sendTime: Int64
    package var sequenceNumber: UInt32
    /// Which of the plan's messages it is.
    package var message: UInt16 = 0
    /// Times it has been sent again after it was throttled, and what this sending is.
    var tries: UInt8 = 0
    var repetition: Repetition = []
}

/// The window of one session: a power-of-two ring indexed by sequence_number.
///
/// Twice as many slots as the window allows, so that a straggler seldom sits where the next
/// sequence_number wants to go; where it does, that number is left out.
package struct RequestWindow: BitwiseCopyable {
    private let first: Int
    private let mask: UInt32
    /// Unanswered requests allowed.
    package private(set) var limit: Int
    /// Unanswered requests now.
    package private(set) var inFlight = 0
    /// The sequence_number of the next request of any kind.
    package private(set) var nextSequence: UInt32
    /// No unanswered request is older than this one.
    private var oldest: UInt32

    package static func slotCount(window: Int) -> Int {
        Int(UInt64(window * 2).nextPowerOfTwo)
    }

    /// A window of `limit` whose slots are the `slotCount(window: limit)` cells from `first`.
    package init(first: Int, limit: Int) {
        self.first = first
        self.limit = limit
        mask = UInt32(Self.slotCount(window: limit) - 1)
        nextSequence = SequenceNumber.first
        oldest = SequenceNumber.first
    }

    /// Allows `wanted` requests instead; as many as the slots have room for.
    package mutating func allow(_ wanted: Int) {
        limit = min(max(wanted, 1), Self.largestLimit(slots: Int(mask) + 1))
    }

    /// What `slots` slots carry with some left free for stragglers.
    ///
    /// Never less than the window that `slotCount(window:)` made them for.
    package static func largestLimit(slots: Int) -> Int { max(slots * 7 / 8, 1) }

    /// Requests that may be sent now.
    package var room: Int { limit - inFlight }

    /// Takes the next sequence_number for a request that is not kept in the window.
    package mutating func takeSequence() -> UInt32 {
        let sequence = nextSequence
        nextSequence = SequenceNumber.next(after: sequence)
        return sequence
    }

    /// Opens a slot for a submit_sm; call only while there is room.
    @inline(__always)
    package mutating func open(
        intendedTime: Int64, message: Int = 0, in slots: Cells<WindowSlot>
    ) -> UInt32 {
        var sequence = nextSequence
        while slots[first &+ Int(sequence & mask)].sequenceNumber != 0 {
            sequence = SequenceNumber.next(after: sequence)
        }
        slots[first &+ Int(sequence & mask)] = WindowSlot(
            intendedTime: intendedTime, sendTime: 0, sequenceNumber: sequence,
            message: UInt16(truncatingIfNeeded: message))
        nextSequence = SequenceNumber.next(after: sequence)
        inFlight &+= 1
        return sequence
    }

    /// Stores the send time of the slot of `sequence`, and `due` as its intended time if it has
    /// none; returns the intended time, or nil if the number was left out.
    @inline(__always)
    package func stamp(
        _ sequence: UInt32, sendTime: Int64, due: Int64, in slots: Cells<WindowSlot>
    ) -> Int64? {
        let index = first &+ Int(sequence & mask)
        guard slots[index].sequenceNumber == sequence else { return nil }
        if slots[index].intendedTime < 0 { slots[index].intendedTime = due }
        slots[index].sendTime = sendTime
        return slots[index].intendedTime
    }

    /// Notes that the request of this number, which was just opened, is sent again.
    func mark(_ sequence: UInt32, _ entry: RepeatEntry, in slots: Cells<WindowSlot>) {
        let index = first &+ Int(sequence & mask)
        slots[index].tries = entry.tries
        slots[index].repetition = entry.repetition
    }

    /// Stores the send time of a repeated request; nil if the number was left out.
    func stampRepeat(
        _ sequence: UInt32, sendTime: Int64, in slots: Cells<WindowSlot>
    ) -> WindowSlot? {
        let index = first &+ Int(sequence & mask)
        guard slots[index].sequenceNumber == sequence else { return nil }
        slots[index].sendTime = sendTime
        return slots[index]
    }

    /// Which message the request of this number is; nil if it is not outstanding.
    func message(_ sequence: UInt32, in slots: Cells<WindowSlot>) -> Int? {
        let slot = slots[first &+ Int(sequence & mask)]
        return slot.sequenceNumber == sequence ? Int(slot.message) : nil
    }

    /// Closes and returns the slot of `sequence`; nil if it is not outstanding.
    @inline(__always)
    package mutating func close(_ sequence: UInt32, in slots: Cells<WindowSlot>) -> WindowSlot? {
        let index = first &+ Int(sequence & mask)
        let slot = slots[index]
        guard slot.sequenceNumber == sequence, sequence != 0 else { return nil }
        slots[index].sequenceNumber = 0
        inFlight &-= 1
        return slot
    }

    /// The intended time of the request with this number if it was given up and not answered since.
    ///
    /// Known until its place is wanted again. A second response finds nothing.
    package func takeLate(_ sequence: UInt32, in slots: Cells<WindowSlot>) -> Int64? {
        let index = first &+ Int(sequence & mask)
        guard sequence != 0, slots[index].sequenceNumber == 0,
            slots[index].sendTime == -Int64(sequence)
        else { return nil }
        slots[index].sendTime = 0
        return slots[index].intendedTime
    }

    /// Gives up and returns the oldest slot if it was sent at or before `deadline`.
    package mutating func expireOldest(sentBy deadline: Int64, in slots: Cells<WindowSlot>)
        -> WindowSlot?
    {
        skipAnswered(in: slots)
        while inFlight > 0 && oldest != nextSequence {
            let slot = slots[first &+ Int(oldest & mask)]
            if slot.sequenceNumber == oldest {
                guard slot.sendTime <= deadline else { return nil }
                let closed = close(oldest, in: slots)
                slots[first &+ Int(oldest & mask)].sendTime = -Int64(oldest)
                oldest = SequenceNumber.next(after: oldest)
                return closed
            }
            oldest = SequenceNumber.next(after: oldest)
        }
        return nil
    }

    /// Moves `oldest` up to the oldest unanswered request when more numbers have been used since than
    /// there are slots: then the slots tell sooner than the numbers.
    private mutating func skipAnswered(in slots: Cells<WindowSlot>) {
        var least = SequenceNumber.distance(from: oldest, to: nextSequence)
        guard least > mask else { return }
        var found = nextSequence
        for index in first...first &+ Int(mask) {
            let sequence = slots[index].sequenceNumber
            guard sequence != 0 else { continue }
            let distance = SequenceNumber.distance(from: oldest, to: sequence)
            if distance < least {
                least = distance
                found = sequence
            }
        }
        oldest = found
    }
}
