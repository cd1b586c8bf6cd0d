// What only trying shows of a machine: how late it wakes a thread, how long it takes a processor away,
// what its kernel can stamp and count. Used by `smppbench doctor`, which takes its time; never by a run.

import CLinux
import Synchronization

/// Small experiments of some milliseconds each.
public enum MachineTrials {
    /// By how much `count` sleeps of `length` nanoseconds were longer, in order of time; nanoseconds.
    ///
    /// On a thread like those of a run; empty where none can be started.
    public static func sleepOvershoots(count: Int, length: Int64) -> [Int64] {
        onOwnThread {
            (0..<count).map { _ in
                let began = Clock.monotonic()
                Clock.rest(length)
                return Clock.monotonic() - began - length
            }
        } ?? []
    }

    /// The longest time between two looks at the clock of a thread that does nothing else for `duration`
    /// nanoseconds; nil where no thread can be started.
    public static func longestStall(over duration: Int64) -> Int64? {
        onOwnThread {
            let began = Clock.monotonic()
            var last = began
            var longest: Int64 = 0
            while last - began < duration {
                let now = Clock.monotonic()
                longest = max(longest, now - last)
                last = now
            }
            return longest
        }
    }

    /// What a look at the clock costs, nanoseconds: the best of some rounds.
    public static func clockCost() -> Double {
        let looks = 2_000
        let rounds = (0..<20).map { _ in
            let began = Clock.monotonic()
            for _ in 0..<looks { _ = Clock.monotonic() }
            return Clock.monotonic() - began
        }
        return Double(rounds.min() ?? 0) / Double(looks)
    }

    /// Whether the kernel notes when a TCP socket received something, tried over the loopback address;
    /// nil where that could not be tried.
    public static func stampsReceives() -> Bool? {
        let arena = Arena()
        return withExtendedLifetime(arena) {
            guard let epoll = try? Epoll(arena: arena), let pair = loopbackPair(epoll) else {
                return nil
            }
            defer {
                pair.near.close()
                pair.far.close()
            }
            guard pair.far.stampReceives() else { return false }
            let bytes = arena.bytes(64)
            epoll.add(pair.far.descriptor, .read, token: 2)
            // The first to ask makes the kernel begin, which it does a little later.
            for _ in 0..<attempts {
                guard pair.near.write(from: bytes, at: 0, count: 16).count == 16,
                    epoll.wait(patience) > 0
                else { return nil }
                var stamp: Int64 = 0
                guard pair.far.read(into: bytes, at: 0, count: 64, stamp: &stamp).count > 0 else {
                    return nil
                }
                if stamp != 0 { return true }
                Clock.rest(1_000_000)
            }
            return false
        }
    }

    /// How often something is received before it counts as never stamped.
    private static let attempts = 50

    /// How long a trial waits for the loopback, nanoseconds.
    private static let patience: Int64 = 1_000_000_000

    /// Both ends of a connection over 127.0.0.1.
    private static func loopbackPair(_ epoll: borrowing Epoll) -> (near: Socket, far: Socket)? {
        guard let any = try? SocketAddress(host: "127.0.0.1", port: 0),
            let listener = try? Socket.listen(on: any)
        else { return nil }
        defer {
            epoll.remove(listener.descriptor)
            listener.close()
        }
        guard let address = try? SocketAddress(host: "127.0.0.1", port: listener.localPort),
            let near = try? Socket.connect(to: address)
        else { return nil }
        epoll.add(listener.descriptor, .read, token: 1)
        if epoll.wait(patience) > 0, let far = listener.accept().socket { return (near, far) }
        near.close()
        return nil
    }

    /// The errno value with which the processor's counter of instructions is refused; 0 if it counts.
    public static func instructionCounterError() -> Int32 {
        -clinux_try_counter()
    }

    /// What `body` finds on a thread with the precise timers of a shard.
    private static func onOwnThread<Value: Sendable>(
        _ body: @escaping @Sendable () -> Value
    ) -> Value? {
        let found = Found<Value>()
        let thread = try? ShardThread(name: "trial") {
            let value = body()
            found.value.withLock { $0 = value }
        }
        guard let thread else { return nil }
        thread.join()
        return found.value.withLock { $0 }
    }

    private final class Found<Value: Sendable>: Sendable {
        let value = Mutex<Value?>(nil)
    }
}
