// The built-in SMSC: what `smppbench smsc` serves and `baseline` loads, and what tests talk to. This
// is its face; the work is done by the shards.

import Platform
import Synchronization

/// Why the built-in SMSC cannot start.
public struct MockSMSCError: Error, Sendable, Equatable, CustomStringConvertible {
    /// One line for people: "cannot listen on 127.0.0.1:2775: Address already in use".
    public var message: String

    /// An error with this message.
    public init(message: String) {
        self.message = message
    }

    /// The message.
    public var description: String { message }
}

/// A running SMSC on threads of its own.
public final class MockSMSC: Sendable {
    /// The port it listens on.
    public let port: UInt16
    /// The address it listens on.
    public let address: String

    private let server: Server
    private let threads: Mutex<[ShardThread]>

    /// Listens and starts the threads; connections are accepted when this returns.
    public init(_ configuration: MockSMSCConfiguration) throws(MockSMSCError) {
        do throws(SystemError) {
            let endpoint = try SocketAddress(
                host: configuration.address, port: configuration.port)
            var checked = configuration
            checked.shardCount = min(max(configuration.shardCount, 1), MessageIDs.shardLimit)
            server = try Server(checked)
            let listener = try Socket.listen(on: endpoint)
            address = configuration.address
            port = listener.localPort
            var shards: [ShardBox] = []
            for index in 0..<checked.shardCount {
                shards.append(
                    ShardBox(
                        try Shard(index, of: server, listener: index == 0 ? listener : .none)))
            }
            var threads: [ShardThread] = []
            for (index, box) in shards.enumerated() {
                threads.append(
                    try ShardThread(name: "smsc-\(index)") { box.run() })
            }
            self.threads = Mutex(threads)
        } catch {
            throw MockSMSCError(message: error.description)
        }
    }

    deinit {
        stop()
    }

    /// Unbinds the peers, closes everything and waits for the threads: little longer than
    /// the configured `stopGrace`.
    ///
    /// Once it has stopped, further calls only return the counters.
    @discardableResult
    public func stop() -> MockSMSCCounters {
        threads.withLock { threads in
            guard !threads.isEmpty else { return }
            server.stop()
            for thread in threads { thread.join() }
            threads = []
        }
        return counters
    }

    /// What has been counted so far.
    public var counters: MockSMSCCounters {
        MockSMSCCounters(summing: server.tallies)
    }
}

/// Carries a shard into its thread.
private final class ShardBox: Sendable {
    private let content: Mutex<Shard?>

    init(_ shard: consuming sending Shard) {
        content = Mutex(shard)
    }

    func run() {
        guard var shard = content.withLock({ $0.take() }) else { return }
        shard.run()
    }
}
