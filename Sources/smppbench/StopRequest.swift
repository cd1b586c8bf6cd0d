// Ctrl-C during a run: the first asks the engine to drain, the second to stop at once. Set up before
// the engine is there, because signals are blocked before any thread starts.

import LoadEngine
import Platform
import Results
import Synchronization

/// The stop signals of a run.
final class StopRequest: Sendable {
    private struct State {
        var run: LoadRun?
        var signals = 0
    }

    private let state = Mutex(State())

    /// Starts to take signals; call once, before any other thread starts.
    func listen() throws(SystemError) {
        try Signals.onStop { self.signalled() }
    }

    /// Hands over the engine, with the signals that came too early for it.
    func attach(_ run: LoadRun) {
        state.withLock { state in
            state.run = run
            for _ in 0..<state.signals { run.interrupt() }
        }
    }

    private func signalled() {
        state.withLock { state in
            state.signals += 1
            state.run?.interrupt()
            // Nothing is running yet, and what holds it up, such as a name server, does not yield.
            if state.run == nil, state.signals > 1 {
                Exit.now(Verdict.ExitStatus.interrupted.rawValue)
            }
        }
    }
}
