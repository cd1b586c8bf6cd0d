// `smppbench smsc`: the built-in SMSC until a signal stops it. Scripts wait for its "listening" line
// and read its counters, the last line of standard output; people watch its live line on standard error.

import FoundationEssentials
import MockSMSC
import Platform
import Profiles
import Results
import Synchronization

struct ServeCommand {
    private static let pause: Int64 = 20_000_000
    private static let lineInterval: Int64 = 1_000_000_000

    private let configuration: MockSMSCConfiguration
    private let live: LiveLineRequest

    init(_ configuration: MockSMSCConfiguration, _ live: LiveLineRequest) {
        self.configuration = configuration
        self.live = live
    }

    func run() throws(CommandFailure) {
        let requests = SignalRequests()
        let server: MockSMSC
        do throws(SystemError) {
            try Signals.onStop({ requests.stop() }, report: { requests.report() })
        } catch {
            throw CommandFailure(error.description)
        }
        var configuration = configuration
        configuration.watchesAccounts = true
        do throws(MockSMSCError) {
            server = try MockSMSC(configuration)
        } catch {
            throw CommandFailure(error.message)
        }
        StandardStream.output.write("listening \(endpoint(server.address, server.port))\n")
        if let port = server.tlsPort {
            StandardStream.output.write("listening TLS \(endpoint(server.address, port))\n")
        }
        watch(server, until: requests)
        write(server.stop())
    }

    /// Shows the live line and writes the reports that are asked for, until the stop.
    private func watch(_ server: MockSMSC, until requests: SignalRequests) {
        var display = ServeDisplay(live)
        var shownAt = Clock.monotonic()
        while !requests.isStopped {
            Clock.rest(Self.pause)
            for _ in 0..<requests.takeReports() { write(server.counters) }
            let now = Clock.monotonic()
            guard now - shownAt >= Self.lineInterval else { continue }
            display.show(server.counters, after: now - shownAt)
            shownAt = now
        }
        for _ in 0..<requests.takeReports() { write(server.counters) }
        display.end()
    }

    /// One JSON object, one line of standard output.
    private func write(_ counters: MockSMSCCounters) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = try? encoder.encode(counters)
        StandardStream.output.write(String(decoding: text ?? Data(), as: UTF8.self) + "\n")
    }
}

/// Where the live line goes: in place of the last on a terminal, else below it.
private struct ServeDisplay {
    private let screen = StandardStream.error
    private let isQuiet: Bool
    private let color: Bool
    private var line = ServeLine()
    private var isOpen = false

    init(_ request: LiveLineRequest) {
        isQuiet = request.quiet
        color = StandardStream.error.showsColor(unless: request.noColor)
    }

    mutating func show(_ counters: MockSMSCCounters, after nanoseconds: Int64) {
        guard !isQuiet else { return }
        let seconds = Double(nanoseconds) / 1e9
        guard let columns = screen.terminalColumns, columns > 0 else {
            return screen.write(line.next(counters, after: seconds) + "\n")
        }
        let text = line.next(counters, after: seconds)
        // A line that wraps could not be rewritten.
        let shown = String(text.prefix(columns - 1))
        screen.write("\r" + (color ? "\u{1B}[36m\(shown)\u{1B}[0m" : shown) + "\u{1B}[K")
        isOpen = true
    }

    /// Parts the line from what follows.
    func end() {
        if isOpen { screen.write("\n") }
    }
}

/// `127.0.0.1:2775`, `[::1]:2775`.
func endpoint(_ address: String, _ port: UInt16) -> String {
    address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
}

/// Set by the signal thread, read by the main thread.
private final class SignalRequests: Sendable {
    private let stopped = Atomic<Bool>(false)
    private let reports = Atomic<Int>(0)

    var isStopped: Bool { stopped.load(ordering: .acquiring) }

    func stop() { stopped.store(true, ordering: .releasing) }

    func report() { reports.wrappingAdd(1, ordering: .relaxed) }

    /// How many reports have been asked for since the last call.
    func takeReports() -> Int { reports.exchange(0, ordering: .relaxed) }
}
