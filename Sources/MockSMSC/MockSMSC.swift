// The built-in SMSC: what `smppbench smsc` serves and `baseline` loads, and what tests talk to. This
// is its face; the work is done by the shards.

import Platform
import SMPP
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

    /// The port it listens on for TLS; nil without.
    public let tlsPort: UInt16?
    /// The certificate it shows, as PEM text, if it was made for this server; nil without.
    public let madeCertificate: String?

    /// Threads that a server may have.
    public static let shardLimit = 64

    private let server: Server
    private let threads: Mutex<[ShardThread]>

    /// Listens and starts the threads; connections are accepted when this returns.
    ///
    /// Throws if the settings make no sense, if the address cannot be listened on, or if the
    /// system refuses threads or descriptors.
    public init(_ configuration: MockSMSCConfiguration) throws(MockSMSCError) {
        try Self.check(configuration)
        // Each connection is an open file; what is too many is refused as it comes.
        _ = OpenFiles.allowAll()
        let tls = try Self.context(configuration)
        madeCertificate = tls?.madeCertificate
        do throws(SystemError) {
            let host = configuration.address
            let endpoint = try SocketAddress(host: host, port: configuration.port)
            server = try Server(configuration, tls: tls)
            var listeners = Listeners(plain: try Socket.listen(on: endpoint))
            address = host
            port = listeners.plain.localPort
            if let settings = configuration.tls {
                do throws(SystemError) {
                    let endpoint = try SocketAddress(host: host, port: settings.port)
                    listeners.tls = try Socket.listen(on: endpoint)
                } catch {
                    listeners.close()
                    throw error
                }
            }
            tlsPort = configuration.tls == nil ? nil : listeners.tls.localPort
            threads = Mutex(try Self.start(server, listeners))
        } catch {
            throw MockSMSCError(message: error.description)
        }
    }

    private static func context(
        _ configuration: MockSMSCConfiguration
    ) throws(MockSMSCError) -> TLSContext? {
        guard let tls = configuration.tls else { return nil }
        let everywhere = ["0.0.0.0", "::"]
        let names = ["localhost", "127.0.0.1", "::1", configuration.address]
        let identity = tls.certificateFile.map {
            TLSContext.Identity(certificate: $0, key: tls.keyFile ?? $0)
        }
        do throws(TLSError) {
            return try TLSContext(
                serving: names.enumerated().filter { index, name in
                    !everywhere.contains(name) && names.firstIndex(of: name) == index
                }.map(\.element),
                identity: identity, clientAuthorities: tls.clientAuthoritiesFile)
        } catch {
            throw MockSMSCError(message: error.message)
        }
    }

    private static func check(_ configuration: MockSMSCConfiguration) throws(MockSMSCError) {
        guard (1...shardLimit).contains(configuration.shardCount) else {
            throw MockSMSCError(
                message: "\(configuration.shardCount) server threads, not 1 to \(shardLimit)")
        }
        for rules in configuration.allRules { try check(rules, configuration.rules) }
        guard PolicyMemory.wordCount(configuration) <= PolicyMemory.wordLimit else {
            throw MockSMSCError(
                message: "the sliding windows of so many sessions take too much memory; lower the "
                    + "connection limit, or use another policy")
        }
        if let mobile = configuration.mobile {
            try check(mobile)
        }
        try check(configuration.faults)
        guard configuration.outbinds.count <= OutbindTarget.limit else {
            throw MockSMSCError(
                message: "\(configuration.outbinds.count) ESMEs to call, not at most "
                    + "\(OutbindTarget.limit)")
        }
        for target in configuration.outbinds
        where target.outbind(from: configuration.systemID) == nil {
            throw MockSMSCError(
                message: "the outbind to \(target.host):\(target.port) has a system_id of more "
                    + "than 15 or a password of more than 8 characters")
        }
        let response = PDU.bindResp(.transceiver, BindResp(systemID: configuration.systemID))
        guard (try? response.encoded(sequenceNumber: 1)) != nil else {
            throw MockSMSCError(
                message: "the server's system_id \"\(configuration.systemID)\" is not one of at "
                    + "most 15 characters")
        }
    }

    private static func check(
        _ rules: AccountRules, _ everybody: AccountRules
    ) throws(MockSMSCError) {
        let shared = rules == everybody ? 0 : everybody.limits.count { $0.scope == .smsc }
        guard rules.limits.count + shared <= AccountRules.limitCount else {
            throw MockSMSCError(
                message: "more than \(AccountRules.limitCount) rate limits for one session")
        }
        for limit in rules.limits {
            let isWindow = limit.policy == .fixedWindow || limit.policy == .slidingWindow
            guard limit.rate > 0, limit.penalty >= 0, !isWindow || limit.unitsPerWindow != nil
            else {
                throw MockSMSCError(
                    message: "a window of \(limit.window) ns at \(limit.rate)/s holds no whole "
                        + "number of messages")
            }
        }
        if rules != everybody, rules.limits.contains(where: { $0.scope == .smsc }) {
            throw MockSMSCError(
                message: "a limit of the whole SMSC belongs to the SMSC, not to an account")
        }
    }

    private static func check(_ faults: [Fault]) throws(MockSMSCError) {
        guard faults.count <= Fault.limit else {
            throw MockSMSCError(message: "\(faults.count) faults, not at most \(Fault.limit)")
        }
        for fault in faults {
            if let problem = fault.problem { throw MockSMSCError(message: "a fault: \(problem)") }
        }
    }

    private static func check(_ mobile: MobileTraffic) throws(MockSMSCError) {
        if let problem = mobile.problem {
            throw MockSMSCError(message: "mobile-originated traffic: \(problem)")
        }
        guard mobile.rate > 0, (1...MobileTraffic.windowLimit).contains(mobile.window) else {
            throw MockSMSCError(
                message: "mobile-originated traffic needs a rate above 0 and a window of 1 to "
                    + "\(MobileTraffic.windowLimit)")
        }
    }

    /// Builds the shards, the first of them with the listening sockets, and starts their threads.
    private static func start(
        _ server: Server, _ listeners: Listeners
    ) throws(SystemError) -> [ShardThread] {
        var threads: [ShardThread] = []
        do throws(SystemError) {
            var shards: [ShardBox] = []
            for index in 0..<server.configuration.shardCount {
                shards.append(ShardBox(try Shard(index, of: server, listeners: listeners)))
            }
            for (index, box) in shards.enumerated() {
                threads.append(try ShardThread(name: "smsc-\(index)") { box.run() })
            }
            try server.tap?.start()
            try server.outbinds?.start(server)
            return threads
        } catch {
            server.stop()
            for thread in threads { thread.join() }
            if threads.isEmpty { listeners.close() }
            throw error
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
            server.outbinds?.stop()
            server.stop()
            for thread in threads { thread.join() }
            threads = []
            server.closeArrivals()
            server.tap?.stop()
        }
        return counters
    }

    /// What has been counted so far.
    public var counters: MockSMSCCounters {
        var counters = MockSMSCCounters(summing: server.tallies)
        counters.connectionsOpen = server.signals.connectionCount
        counters.sessionsBound = server.accounts.boundCount
        counters.accounts = server.arrivalReadings
        counters.taps = server.tap?.counts
        counters.faults = server.faultCounts
        counters.mobileLatency = server.mobile.flatMap { MobileLatency.summary($0.latencies) }
        return counters
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
