// `smppbench smsc`: the built-in SMSC until a signal stops it. Scripts wait for its "listening" line
// and read its counters, the last line of standard output.

import FoundationEssentials
import MockSMSC
import Platform
import Synchronization

struct ServeCommand {
    private let configuration: MockSMSCConfiguration

    init(_ configuration: MockSMSCConfiguration) {
        self.configuration = configuration
    }

    func run() throws(CommandFailure) {
        let stop = StopFlag()
        let server: MockSMSC
        do throws(SystemError) {
            try Signals.onStop { stop.set() }
        } catch {
            throw CommandFailure(error.description)
        }
        do throws(MockSMSCError) {
            server = try MockSMSC(configuration)
        } catch {
            throw CommandFailure(error.message)
        }
        StandardStream.output.write("listening \(endpoint(server.address, server.port))\n")
        if let port = server.tlsPort {
            StandardStream.output.write("listening TLS \(endpoint(server.address, port))\n")
        }
        while !stop.isSet { Clock.rest(20_000_000) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let counters = try? encoder.encode(server.stop())
        StandardStream.output.write(String(decoding: counters ?? Data(), as: UTF8.self) + "\n")
    }
}

/// `127.0.0.1:2775`, `[::1]:2775`.
func endpoint(_ address: String, _ port: UInt16) -> String {
    address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
}

/// Set by the signal thread, read by the main thread.
private final class StopFlag: Sendable {
    private let value = Atomic<Bool>(false)

    var isSet: Bool { value.load(ordering: .acquiring) }

    func set() { value.store(true, ordering: .releasing) }
}
