// How a run took its times and waited for its sends: what a reader must know to judge them.
// Filled in by the shards at the end, reported with every result.

/// How a run took its times and waited for its sends.
public struct RunClock: Sendable, Equatable {
    /// Who says when a response or receipt came.
    public enum Receive: String, Sendable, CaseIterable {
        /// The kernel, when the segment came in.
        case kernel
        /// The thread, when it had read it: its own wake-up and turn are counted as the SMSC's.
        case user
    }

    /// How a thread waits for the last stretch before a send is due.
    public enum Wait: String, Sendable, CaseIterable {
        /// It stays on its processor and looks.
        case spin
        /// It sleeps: there is no processor to spare.
        case sleep
    }

    /// Who said when most of what was read came.
    public var receive = Receive.user
    /// How sends were waited for.
    public var wait = Wait.sleep
    /// Reads that the kernel's time was taken for.
    public var kernelReads: Int64 = 0
    /// Reads timed by the thread: without a time of the kernel's, or with one that cannot be.
    public var userReads: Int64 = 0

    /// Times by the thread, sends slept for.
    public init() {}
}
