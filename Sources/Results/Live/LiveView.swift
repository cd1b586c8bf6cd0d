// The live view: a run on one screen, as lines that fit the terminal. A pure function of the state,
// the progress and the terminal's size; the command line decides when it is drawn and where.

public import LoadEngine
import Metrics
import SMPP

/// How the terminal takes the live view.
public struct LiveScreen: Sendable, Equatable {
    /// Characters in a line.
    public var columns: Int
    /// Lines.
    public var rows: Int
    /// Whether escape sequences for colours are wanted.
    public var color: Bool
    /// Whether it shows block characters.
    public var unicode: Bool
    /// Whether keys are read.
    public var hasKeys: Bool

    /// A terminal.
    public init(columns: Int, rows: Int, color: Bool, unicode: Bool, hasKeys: Bool) {
        self.columns = columns
        self.rows = rows
        self.color = color
        self.unicode = unicode
        self.hasKeys = hasKeys
    }

    /// The smallest terminal that has room for the view; a smaller one gets the plain line.
    public static let smallest = (columns: 50, rows: 12)
}

/// One screen of a run.
public struct LiveView {
    private let state: LiveState
    private let progress: RunProgress
    private let screen: LiveScreen
    private let title: String

    /// A view of `state`; `title` is the command's opening line.
    public init(
        _ state: LiveState, _ progress: RunProgress, title: String, on screen: LiveScreen
    ) {
        self.state = state
        self.progress = progress
        self.screen = screen
        self.title = title
    }

    /// The lines, at most as many and as wide as the screen has room for.
    public var lines: [String] {
        let blank = [LiveText()]
        let keys = screen.hasKeys ? [self.keys] : []
        let head = [LiveText(title, .bold)] + phase
        let tail = rates + window + limit
        // Whole groups give way on a low screen, the least missed first.
        let groups: [[LiveText]] = [
            head, blank + tail, blank + times, blank + statuses, blank + keys,
        ]
        var lines = groups.flatMap(\.self)
        if lines.count > screen.rows {
            lines = head + tail + times + statuses + keys
        }
        if lines.count > screen.rows { lines = head + tail + times + keys }
        if lines.count > screen.rows { lines = head + tail + keys }
        return lines.prefix(screen.rows).map {
            $0.rendered(columns: screen.columns, color: screen.color)
        }
    }

    private static let labelWidth = 11
    private static let cellWidth = 12

    private func label(_ text: String) -> LiveText {
        var line = LiveText(text, .dim)
        line.pad(to: Self.labelWidth)
        return line
    }

    private var phase: [LiveText] {
        var line = LiveText(
            TextLayout.leftAligned(progress.phase, Self.labelWidth),
            progress.phase == "measure" ? .good : .warn)
        let elapsed = max(progress.elapsed, 0)
        let share = Double(elapsed) / Double(max(progress.total, 1))
        let left = max(progress.total - elapsed, 0)
        var words =
            RunClock.text(min(elapsed, progress.total)) + " of "
            + RunClock.text(progress.total)
        words += progress.phase == "drain" ? "" : "  \(RunClock.text(left)) left"
        let barWidth = min(max(screen.columns - Self.labelWidth - words.count - 16, 10), 60)
        let bar = LiveBar.bar(share, width: barWidth, unicode: screen.unicode)
        line.add(bar.full, .line)
        line.add(bar.empty, .dim)
        line.add("  " + words)
        if progress.factor == 0 {
            line.add("  PAUSED", .warn)
        } else if progress.factor != 1 {
            line.add("  pace x" + HumanUnits.small(progress.factor), .warn)
        }
        return [line]
    }

    private var rates: [LiveText] {
        let last = state.last?.ledger ?? MessageLedger()
        var cells: [(name: String, value: String, style: LiveStyle)] = []
        if let target = progress.targetTPS {
            cells.append(("target", HumanUnits.rate(target), .plain))
        }
        if let ceiling = state.ceiling {
            cells.append(("ceiling", HumanUnits.rate(ceiling), .plain))
        }
        cells.append(("sent", HumanUnits.rate(state.rate(last.submitted)), .bold))
        cells.append(("accepted", HumanUnits.rate(state.rate(last.accepted)), .bold))
        if state.plan.receipts != .none {
            cells.append(("receipts", HumanUnits.rate(state.rate(last.receiptsMatched)), .plain))
        }
        // As many beside each other as there is room for.
        let perLine = max(1, (screen.columns - Self.labelWidth) / Self.cellWidth)
        var lines: [LiveText] = []
        for start in stride(from: 0, to: cells.count, by: perLine) {
            var names = label("")
            var values = label(start == 0 ? "per second" : "")
            for cell in cells[start..<min(start + perLine, cells.count)] {
                names.add(TextLayout.leftAligned(cell.name, Self.cellWidth), .dim)
                values.add(TextLayout.leftAligned(cell.value, Self.cellWidth), cell.style)
            }
            lines += [names, values]
        }
        var curve = label("sent")
        curve.add(
            LiveBar.sparkline(
                state.sent, width: min(screen.columns - Self.labelWidth - 14, 120),
                unicode: screen.unicode), .line)
        if let high = state.sent.suffix(screen.columns).max(), high > 0 {
            curve.add("  most \(HumanUnits.rate(high))", .dim)
        }
        return lines + [curve]
    }

    private var window: [LiveText] {
        var line = label("in flight")
        let allowed = max(progress.inFlightAllowed, 1)
        let bar = LiveBar.bar(
            Double(progress.inFlight) / Double(allowed), width: 20, unicode: screen.unicode)
        line.add(bar.full, .line)
        line.add(bar.empty, .dim)
        line.add(
            "  \(HumanUnits.count(progress.inFlight)) of \(HumanUnits.count(progress.inFlightAllowed))"
        )
        guard state.plan.receipts != .none else { return [line] }
        let text = "receipts outstanding " + HumanUnits.count(progress.receiptsOutstanding)
        if line.width + 3 + text.count <= screen.columns {
            line.add("   " + text)
            return [line]
        }
        var more = label("")
        more.add(text)
        return [line, more]
    }

    private var limit: [LiveText] {
        let limit = state.limit(progress)
        var line = label("bound by")
        line.add(limit.text, limit.holdsBack ? .warn : .plain)
        return [line]
    }

    private var times: [LiveText] {
        let percentiles = Percentile.reported.filter { ["p50", "p99", "p99_9"].contains($0.key) }
        var head = label("")
        for name in percentiles.map(\.label) + ["max"] {
            head.add(TextLayout.rightAligned(name, 10), .dim)
        }
        func row(_ name: String, _ histogram: Histogram?, _ style: LiveStyle) -> LiveText {
            var line = label(name)
            let count = histogram?.count ?? 0
            let values = percentiles.map { percentile in
                OrderStatistics.carries(percentile: percentile.value, count: count)
                    ? histogram?.value(atPercentile: percentile.value) : nil
            }
            for value in values + [histogram?.max] {
                line.add(TextLayout.rightAligned(value.map(HumanUnits.duration) ?? "-", 10), style)
            }
            return line
        }
        var rows = [
            head, row("latency", state.last?.latency, .bold),
            row("  so far", state.latency, .plain),
        ]
        if state.plan.receipts != .none {
            rows += [
                row("receipts", state.last?.receipt, .bold),
                row("  so far", state.receipt, .plain),
            ]
        }
        return rows
    }

    private var statuses: [LiveText] {
        var items = state.statuses.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
            (
                "\(CommandStatus(rawValue: $0.key).name) \(HumanUnits.count($0.value))",
                $0.key == 0 ? LiveStyle.plain : .warn
            )
        }
        for (count, name) in [
            (state.ledger.timedOut, "timed out"), (state.ledger.missed, "missed"),
        ] where count > 0 {
            items.append(("\(name) \(HumanUnits.count(count))", .warn))
        }
        var lines = [label("responses")]
        for (text, style) in items {
            if lines[lines.count - 1].width + text.count + 2 > screen.columns {
                if lines.count == 3 {
                    lines[2].add("…", .dim)
                    break
                }
                lines.append(label(""))
            }
            lines[lines.count - 1].add(text + "  ", style)
        }
        return lines
    }

    private var keys: LiveText {
        let isClosed = state.plan.load == .windowDriven
        let what = isClosed ? "window" : "rate"
        return LiveText(
            "+ - \(what) by a tenth   p \(progress.factor == 0 ? "go on" : "pause")   "
                + "q stop (twice: at once)", .dim)
    }
}
