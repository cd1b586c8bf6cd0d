// Memory for the hot path: pages mapped before a run starts and returned when its arena goes. The
// handles (Bytes, Cells, AtomicCells) are plain pointers with checked access; they are valid while
// their arena lives, and whoever holds a handle on a thread also holds the arena.

import CLinux
import Glibc
public import Synchronization

/// Owns mapped, zeroed memory; gives it out in fixed pieces and unmaps all of it when it goes.
public final class Arena: Sendable {
    private let mappings = Mutex<[Mapping]>([])

    // Safe because a mapping is only an address to unmap: nobody reads or writes through it.
    @safe private struct Mapping: @unchecked Sendable {
        let base: UnsafeMutableRawPointer
        let byteCount: Int
    }

    /// An arena that owns nothing yet.
    public init() {}

    deinit {
        mappings.withLock { list in
            for mapping in list {
                unsafe munmap(mapping.base, mapping.byteCount)
            }
        }
    }

    private func map(_ byteCount: Int) -> UnsafeMutableRawPointer {
        let rounded = (max(byteCount, 1) + 4095) & ~4095
        guard let base = unsafe clinux_map(Int64(rounded)) else {
            fatalError("out of address space for \(rounded) bytes")
        }
        let mapping = unsafe Mapping(base: base, byteCount: rounded)
        mappings.withLock { $0.append(mapping) }
        return unsafe base
    }

    /// `count` zeroed bytes; pages cost memory only once touched.
    public func bytes(_ count: Int) -> Bytes {
        unsafe Bytes(base: map(count), count: count)
    }

    /// `count` zeroed cells of a plain type whose zero bits are a valid value.
    public func cells<Element: BitwiseCopyable>(_ type: Element.Type, count: Int) -> Cells<Element>
    {
        let base = unsafe map(count * MemoryLayout<Element>.stride)
        return unsafe Cells(base: base.assumingMemoryBound(to: Element.self), count: count)
    }

    /// `count` atomic 64-bit cells, all 0.
    public func atomicCells(_ count: Int) -> AtomicCells {
        let base = unsafe map(count * 8)
        return unsafe AtomicCells(
            base: base.assumingMemoryBound(to: Atomic<Int64>.self), count: count)
    }
}

// Safe because the memory outlives the handle (see the file's head) and accesses are bounded; one
// thread at a time uses a piece, as with any plain memory.
/// A fixed run of cells in an arena; every access is checked against its bounds.
@safe public struct Cells<Element: BitwiseCopyable>: @unchecked Sendable, BitwiseCopyable {
    @usableFromInline let base: UnsafeMutablePointer<Element>
    /// Number of cells.
    public let count: Int

    init(base: UnsafeMutablePointer<Element>, count: Int) {
        unsafe self.base = base
        self.count = count
    }

    /// The cell at `index`, 0 ..< `count`.
    @inlinable
    public subscript(index: Int) -> Element {
        @inline(__always) get {
            precondition(index >= 0 && index < count)
            return unsafe base[index]
        }
        @inline(__always) nonmutating _modify {
            precondition(index >= 0 && index < count)
            yield unsafe &base[index]
        }
    }

    /// The address of the first cell, for a recorder that keeps its own bounds.
    @unsafe public var baseAddress: UnsafeMutablePointer<Element> { unsafe base }
}

// Safe because every access is atomic and bounded, and the memory outlives the handle.
/// A fixed run of atomic words in an arena.
@safe public struct AtomicCells: @unchecked Sendable, BitwiseCopyable {
    @usableFromInline let base: UnsafeMutablePointer<Atomic<Int64>>
    /// Number of words.
    public let count: Int

    init(base: UnsafeMutablePointer<Atomic<Int64>>, count: Int) {
        unsafe self.base = base
        self.count = count
    }

    /// The word at `index`, acquiring.
    @inlinable @inline(__always)
    public func load(_ index: Int) -> Int64 {
        precondition(index >= 0 && index < count)
        return unsafe base[index].load(ordering: .acquiring)
    }

    /// Asks the processor for the word at `index`, which will be wanted soon.
    public func prefetch(_ index: Int) {
        precondition(index >= 0 && index < count)
        unsafe clinux_prefetch(base + index)
    }

    /// Which of the `length` words from `first` on equal `word` in the bits of `mask`.
    ///
    /// Bit n of the result is for the word `first + n`. No branch waits for the words.
    @inlinable @inline(__always)
    public func places(of word: Int64, mask: Int64 = -1, from first: Int, length: Int) -> UInt64 {
        precondition(first >= 0 && length >= 0 && first &+ length <= count)
        var found: UInt64 = 0
        for place in 0..<length {
            let other = unsafe base[first &+ place].load(ordering: .acquiring)
            found |= ((other ^ word) & mask == 0 ? 1 : 0) &<< UInt64(place)
        }
        return found
    }

    /// Stores the word at `index`, releasing.
    @inlinable @inline(__always)
    public func store(_ value: Int64, at index: Int) {
        precondition(index >= 0 && index < count)
        unsafe base[index].store(value, ordering: .releasing)
    }

    /// Replaces `expected` by `value` at `index` with sequential consistency; false if it differed.
    @inlinable @inline(__always)
    public func exchange(_ expected: Int64, with value: Int64, at index: Int) -> Bool {
        precondition(index >= 0 && index < count)
        return unsafe base[index].compareExchange(
            expected: expected, desired: value, ordering: .sequentiallyConsistent
        ).exchanged
    }

    /// Keeps every access before it before every access after it, in the eyes of all threads.
    @inlinable @inline(__always)
    public static func fence() {
        atomicMemoryFence(ordering: .sequentiallyConsistent)
    }

    /// Adds to the word at `index`, relaxed; returns the value before.
    @inlinable @inline(__always)
    @discardableResult
    public func add(_ delta: Int64, at index: Int) -> Int64 {
        precondition(index >= 0 && index < count)
        return unsafe base[index].wrappingAdd(delta, ordering: .relaxed).oldValue
    }
}

// Safe because the value outlives the handle (see the file's head) and its users hand it over
// through an atomic, so that no two threads touch it at once.
/// One value of any kind in memory of its own, for one thread at a time.
@safe public struct Place<Value: ~Copyable>: @unchecked Sendable {
    @usableFromInline let base: UnsafeMutablePointer<Value>

    /// Moves `value` into memory that is never given back: for what lives as long as a run.
    public init(_ value: consuming Value) {
        unsafe base = .allocate(capacity: 1)
        unsafe base.initialize(to: value)
    }

    /// The value.
    @inlinable public var value: Value {
        @inline(__always) _read { yield unsafe base.pointee }
        @inline(__always) nonmutating _modify { yield unsafe &base.pointee }
    }

    /// Ends the value's life and frees its memory; the handle and its copies are dead afterwards.
    public func discard() {
        unsafe base.deinitialize(count: 1)
        unsafe base.deallocate()
    }
}
