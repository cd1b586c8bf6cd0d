// An axis: its range, where its ticks stand and what they say. Pure arithmetic, used by the charts.

import Platform

/// One axis of a chart.
struct Axis: Sendable, Equatable {
    /// A mark on the axis.
    struct Tick: Sendable, Equatable {
        var value: Double
        var label: String
    }

    /// Smallest and largest value shown; `low` < `high`, and above 0 on a logarithmic axis.
    var low: Double
    var high: Double
    var isLogarithmic = false
    var ticks: [Tick]
    /// What is counted, with its unit.
    var title = ""

    /// Where `value` lies, 0 at the low end and 1 at the high end; what lies outside is moved in.
    func fraction(_ value: Double) -> Double {
        let place =
            isLogarithmic
            ? (logarithm10(max(value, low)) - logarithm10(low))
                / (logarithm10(high) - logarithm10(low))
            : (value - low) / (high - low)
        return min(max(place, 0), 1)
    }

    /// The step of 1, 2 or 5 times a power of ten that cuts `range` into at most `count` parts.
    static func niceStep(_ range: Double, atMost count: Int) -> Double {
        guard range > 0, range.isFinite else { return 1 }
        var step = 1.0
        while step * Double(count) >= range { step /= 10 }
        // Now too small; the first of the ladder that suffices.
        while true {
            for factor in [1.0, 2, 5] where step * factor * Double(count) >= range * (1 - 1e-12) {
                return step * factor
            }
            step *= 10
        }
    }

    /// From 0 to a round number at or above `high`.
    static func linear(
        to high: Double, atMost count: Int = 5, title: String, label: (Double) -> String
    ) -> Axis {
        let step = niceStep(max(high, 1e-9), atMost: count)
        let steps = Int((high / step - 1e-9).rounded(.up))
        let ticks = (0...max(steps, 1)).map {
            Tick(value: Double($0) * step, label: label(Double($0) * step))
        }
        return Axis(low: 0, high: Double(max(steps, 1)) * step, ticks: ticks, title: title)
    }

    /// Decades around `low`…`high`, both above 0; with less than two of them 2 and 5 are marked too.
    static func logarithmic(
        from low: Double, to high: Double, title: String, label: (Double) -> String
    ) -> Axis {
        let bottom = max(low, 1e-12)
        let top = max(high, bottom * 1.001)
        var decade = 1.0
        while decade > bottom * (1 + 1e-9) { decade /= 10 }
        while decade * 10 <= bottom * (1 + 1e-9) { decade *= 10 }
        // The ladder's rungs that enclose the range.
        var rungs: [Double] = []
        while rungs.isEmpty || rungs[rungs.count - 1] < top * (1 - 1e-9) {
            for factor in [1.0, 2, 5] { rungs.append(decade * factor) }
            decade *= 10
        }
        rungs.append(decade)
        let first = rungs.lastIndex { $0 <= bottom * (1 + 1e-9) } ?? 0
        let last = rungs.firstIndex { $0 >= top * (1 - 1e-9) } ?? rungs.count - 1
        let shown = Array(rungs[first...max(last, first + 1)])
        let decades = rungs.indices.filter { $0 % 3 == 0 }.map { rungs[$0] }
            .filter { shown.contains($0) }
        let marked = shown.count <= 7 ? shown : decades
        // So many decades that their names would touch: every second, third, … one.
        let stride = (marked.count + 7) / 8
        let ticks = marked.enumerated().filter { $0.offset % stride == 0 }.map {
            Tick(value: $0.element, label: label($0.element))
        }
        return Axis(
            low: shown[0], high: shown[shown.count - 1], isLogarithmic: true, ticks: ticks,
            title: title)
    }

    private static let timeSteps: [Double] = [
        1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200,
        86_400,
    ]

    /// Seconds of a run, exactly from 0 to `seconds`, labelled `0:30`.
    static func runTime(_ seconds: Double, atMost count: Int = 8) -> Axis {
        let high = max(seconds, 1)
        let step = timeSteps.first { high / $0 <= Double(count) } ?? niceStep(high, atMost: count)
        var ticks: [Tick] = []
        var value = 0.0
        while value <= high * (1 + 1e-9) {
            ticks.append(Tick(value: value, label: RunClock.text(Int64(value) * 1_000_000_000)))
            value += step
        }
        return Axis(low: 0, high: high, ticks: ticks, title: "time in the run")
    }
}

/// The decadic logarithm.
func logarithm10(_ value: Double) -> Double {
    logarithm(value) / 2.302585092994046
}

/// 10 to the power of `value`.
func power10(_ value: Double) -> Double {
    antilogarithm(value * 2.302585092994046)
}

/// Time within a run as a clock shows it.
enum RunClock {
    /// `0:07`, `12:34`, `1:02:03`, rounded to the nearest second.
    static func text(_ nanoseconds: Int64) -> String {
        let seconds = (nanoseconds + 500_000_000) / 1_000_000_000
        func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : String(value) }
        return seconds < 3_600
            ? "\(seconds / 60):\(two(seconds % 60))"
            : "\(seconds / 3_600):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    }
}
