// One thread's set of sockets to wait on, with nanosecond timeouts and a preallocated event list.
// Used by every shard; allocates when it is created and never after.

import CLinux
import Glibc

/// An epoll instance, owned by one thread; level-triggered.
public struct Epoll: ~Copyable, Sendable {
    private let descriptor: Int32
    private let events: Bytes
    private let limit: Int32

    private enum Operation {
        static let add: Int32 = 1
        static let del: Int32 = 2
        static let modify: Int32 = 3
    }

    /// What a socket is watched for.
    public struct Interest: OptionSet, Sendable, BitwiseCopyable {
        /// The kernel's bits.
        public let rawValue: UInt32
        /// From the kernel's bits.
        public init(rawValue: UInt32) { self.rawValue = rawValue }
        /// Bytes or an end to read.
        public static let read = Interest(rawValue: 0x001)
        /// Room to write, or a finished connect.
        public static let write = Interest(rawValue: 0x004)
        /// The peer has closed its side, also where bytes it sent before wait to be read.
        public static let end = Interest(rawValue: 0x2000)
        /// An error or a hang-up; always reported.
        public static let failure = Interest(rawValue: 0x018)
    }

    /// An instance that reports at most `eventLimit` events a wait.
    public init(arena: Arena, eventLimit: Int = 256) throws(SystemError) {
        descriptor = clinux_epoll_create()
        limit = Int32(eventLimit)
        events = arena.bytes(Int(clinux_event_size()) * eventLimit)
        guard descriptor >= 0 else {
            throw SystemError(code: -descriptor, doing: "create an epoll instance")
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Watches a descriptor, with `token` in its events; returns an errno value, 0 for success.
    @discardableResult
    public func add(_ fd: Int32, _ interest: Interest, token: UInt64) -> Int32 {
        -clinux_epoll_set(descriptor, Operation.add, fd, interest.rawValue, token)
    }

    /// Changes what a descriptor is watched for.
    @discardableResult
    public func modify(_ fd: Int32, _ interest: Interest, token: UInt64) -> Int32 {
        -clinux_epoll_set(descriptor, Operation.modify, fd, interest.rawValue, token)
    }

    /// Stops watching a descriptor.
    public func remove(_ fd: Int32) {
        _ = clinux_epoll_set(descriptor, Operation.del, fd, 0, 0)
    }

    /// Waits at most `timeout` nanoseconds (negative: for ever); returns the number of events.
    public func wait(_ timeout: Int64) -> Int {
        let n = unsafe clinux_epoll_wait(
            descriptor, events.pointer(0, events.count), limit, timeout)
        return n > 0 ? Int(n) : 0
    }

    /// The token of event `index` of the last wait.
    public func token(_ index: Int) -> UInt64 {
        precondition(index >= 0 && index < Int(limit))
        return unsafe clinux_event_token(events.pointer(0, events.count), Int64(index))
    }

    /// What happened in event `index` of the last wait.
    public func happened(_ index: Int) -> Interest {
        precondition(index >= 0 && index < Int(limit))
        return Interest(
            rawValue: unsafe clinux_event_flags(events.pointer(0, events.count), Int64(index)))
    }
}

/// Wakes an epoll wait from another thread.
public final class WakeUp: Sendable {
    /// The descriptor to watch for reading.
    public let descriptor: Int32

    /// A new event descriptor.
    public init() throws(SystemError) {
        descriptor = clinux_eventfd()
        guard descriptor >= 0 else {
            throw SystemError(code: -descriptor, doing: "create an event descriptor")
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Makes the waiting thread return.
    public func signal() {
        clinux_eventfd_signal(descriptor)
    }

    /// Takes the signal back, once the thread has returned.
    public func clear() {
        clinux_eventfd_clear(descriptor)
    }
}
