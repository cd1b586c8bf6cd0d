// A run as it is watched: on a terminal a screen that redraws itself on a thread of its own, so that
// a terminal that stands still holds nothing up; elsewhere one line a second.

import FoundationEssentials
import LoadEngine
import Platform
import Results
import Synchronization

final class LiveDisplay: Sendable {
    private struct Watched {
        var state: LiveState
        var title = ""
        var run: LoadRun?
        var isOver = false
    }

    /// The view is drawn anew so often, in the pauses between keys.
    private static let redrawInterval: Int64 = 250_000_000
    private static let keyWait: Int32 = 50

    private let screen: StandardStream
    private let isQuiet: Bool
    private let color: Bool
    private let hasShown = Atomic<Bool>(false)
    private let watched: Mutex<Watched>
    private let thread = Mutex<ShardThread?>(nil)

    init(on screen: StandardStream, plan: LoadPlan, quiet: Bool, color: Bool) {
        self.screen = screen
        isQuiet = quiet
        self.color = color
        watched = Mutex(Watched(state: LiveState(plan: plan)))
    }

    /// Begins to show `run`; `title` says what is loaded.
    func begin(_ title: String, _ run: LoadRun) {
        guard !isQuiet else { return }
        screen.write(title + "\n")
        guard hasRoom else { return }
        watched.withLock {
            $0.title = title
            $0.run = run
        }
        // Without its thread the view is the plain line.
        let started = try? ShardThread(name: "live") { self.watch() }
        thread.withLock { $0 = started }
    }

    /// Takes in one second.
    func show(_ interval: IntervalResult, _ progress: RunProgress) {
        guard !isQuiet else { return }
        watched.withLock { $0.state.add(interval) }
        guard thread.withLock({ $0 == nil }) else { return }
        hasShown.store(true, ordering: .relaxed)
        screen.write(LiveLine.text(interval, phase: progress.phase, color: color) + "\n")
    }

    /// Gives the terminal back, or parts the lines from what follows.
    func end() {
        watched.withLock { $0.isOver = true }
        if let thread = thread.withLock({ $0 }) {
            thread.join()
            hasShown.store(true, ordering: .relaxed)
        }
        if hasShown.load(ordering: .relaxed) { screen.write("\n") }
    }

    /// Whether the terminal has room for the view.
    private var hasRoom: Bool {
        guard let columns = screen.terminalColumns, let rows = screen.terminalRows else {
            return false
        }
        let isDumb = ProcessInfo.processInfo.environment["TERM"] == "dumb"
        return !isDumb && columns >= LiveScreen.smallest.columns && rows >= LiveScreen.smallest.rows
    }

    /// The view's thread: keys as they come, a picture a few times a second.
    private func watch() {
        let unicode = Self.showsUnicode
        let hasKeys = Terminal.enter(screen)
        defer { Terminal.leave() }
        var nextDrawing: Int64 = 0
        while !watched.withLock({ $0.isOver }) {
            let now = Clock.monotonic()
            if now >= nextDrawing {
                nextDrawing = now + Self.redrawInterval
                draw(unicode: unicode, hasKeys: hasKeys)
            }
            guard hasKeys else {
                Clock.rest(Int64(Self.keyWait) * 1_000_000)
                continue
            }
            if let key = Terminal.key(within: Self.keyWait), press(key) { nextDrawing = 0 }
        }
    }

    /// Does what `key` stands for; false if nothing.
    private func press(_ key: Character) -> Bool {
        guard let run = watched.withLock({ $0.run }) else { return false }
        switch key {
        case "+", "=": run.changeRate(bySteps: 1)
        case "-", "_": run.changeRate(bySteps: -1)
        case "p", "P", " ": run.pauseOrResume()
        case "q", "Q": run.interrupt()
        default: return false
        }
        return true
    }

    private func draw(unicode: Bool, hasKeys: Bool) {
        // Asked each time: the terminal may have been resized.
        let size = LiveScreen(
            columns: screen.terminalColumns ?? 80, rows: screen.terminalRows ?? 24, color: color,
            unicode: unicode, hasKeys: hasKeys)
        let (state, title, run) = watched.withLock { ($0.state, $0.title, $0.run) }
        let lines =
            run?.progress.map { LiveView(state, $0, title: title, on: size).lines }
            ?? [title, "connecting"]
        // Home, each line cleared behind itself, then all below: no flicker.
        let text = lines.map { $0 + "\u{1B}[K" }.joined(separator: "\r\n")
        screen.write("\u{1B}[H" + text + "\u{1B}[J")
    }

    /// Whether the locale says that block characters are shown.
    private static var showsUnicode: Bool {
        let environment = ProcessInfo.processInfo.environment
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }
            .first { !$0.isEmpty }
        return locale?.lowercased().replacing("-", with: "").hasSuffix("utf8") == true
    }
}

extension StandardStream {
    /// Whether text on it is coloured: on a terminal, unless the user or `NO_COLOR` says no.
    func showsColor(unless refused: Bool) -> Bool {
        let environment = ProcessInfo.processInfo.environment
        return !refused && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
            && terminalColumns != nil
    }
}
