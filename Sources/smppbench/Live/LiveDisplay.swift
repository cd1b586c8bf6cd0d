// One line a second while a run goes on: rewritten in place on a terminal, one below the other
// everywhere else.

import LoadEngine
import Platform
import Results

struct LiveDisplay {
    private let isQuiet: Bool
    private let color: Bool
    /// Nil when the screen is no terminal.
    private let columns: Int?
    private var hasShown = false

    private let screen: StandardStream

    init(on screen: StandardStream, quiet: Bool, color: Bool) {
        self.screen = screen
        isQuiet = quiet
        self.color = color
        columns = screen.terminalColumns
    }

    /// What is loaded, before the first line.
    func begin(_ text: String) {
        if !isQuiet { screen.write(text + "\n") }
    }

    /// The line of one interval.
    mutating func show(_ interval: IntervalResult, _ progress: RunProgress) {
        guard !isQuiet else { return }
        hasShown = true
        let plain = LiveLine.text(interval, phase: progress.phase)
        guard let columns else {
            screen.write(plain + "\n")
            return
        }
        // A line that wraps cannot be rewritten; one that is cut cannot keep its colours.
        let line =
            plain.count < columns
            ? LiveLine.text(interval, phase: progress.phase, color: color)
            : String(plain.prefix(columns - 1))
        screen.write("\r\u{1B}[K" + line)
    }

    /// Clears the live line and parts it from what follows.
    func end() {
        guard hasShown else { return }
        screen.write(columns == nil ? "\n" : "\r\u{1B}[K")
    }
}
