// When each message of an open-loop run is meant to go: a pure function of the slot's number.
// Shards read it on the hot path; it allocates only when it is made.

/// The intended send times of a run, numbered from slot 0.
///
/// Slot n's time depends on the stages, the arrivals and the seed alone, never on earlier sends or
/// responses. Rates are integrated over the stages; constant arrivals put slot n where the integral
/// reaches n, Poisson arrivals where it reaches the n-th point of a unit-rate Poisson process.
///
/// A schedule that several machines share is the same on each; part p of m numbers its own slots from
/// 0, and its slot n is slot n·m + p − 1 of the whole.
public struct Schedule: Sendable {
    struct Stretch: Sendable {
        var startTime: Double
        var duration: Double
        var startTPS: Double
        var slope: Double
        var startPosition: Double
    }

    let stretches: [Stretch]
    let poisson: PoissonProcess?
    /// Slots of all parts together.
    public let wholeSlotCount: Int64
    /// Number of slots of this part, which is the whole schedule unless it is shared.
    public let slotCount: Int64
    /// Length of the schedule, nanoseconds.
    public let duration: Int64
    private let first: Int64
    private let parts: Int64

    /// The schedule of `stages`; the seed matters for Poisson arrivals only.
    public init(
        stages: [LoadPlan.Stage], arrivals: LoadPlan.Arrivals, seed: UInt64,
        segment: LoadPlan.Segment? = nil
    ) {
        var list: [Stretch] = []
        var time = 0.0
        var position = 0.0
        for stage in stages {
            let seconds = Double(stage.duration) / 1e9
            list.append(
                Stretch(
                    startTime: time, duration: seconds, startTPS: stage.startTPS,
                    slope: seconds > 0 ? (stage.endTPS - stage.startTPS) / seconds : 0,
                    startPosition: position))
            time += seconds
            position += (stage.startTPS + stage.endTPS) / 2 * seconds
        }
        stretches = list
        duration = stages.reduce(0) { $0 + $1.duration }
        switch arrivals {
        case .constant:
            poisson = nil
            // Slots at positions 0, 1, 2, … below the end; a hair is taken off against rounding.
            wholeSlotCount = Int64((position - 1e-9).rounded(.up))
        case .poisson:
            let process = PoissonProcess(length: position, seed: seed)
            poisson = process
            wholeSlotCount = process.pointCount
        }
        first = Int64((segment?.part ?? 1) - 1)
        parts = Int64(segment?.of ?? 1)
        slotCount = max(0, (wholeSlotCount - first + parts - 1) / parts)
    }

    /// The number of this part's `slot` in the whole schedule.
    public func number(of slot: Int64) -> Int64 { slot * parts + first }

    /// How many of this part's slots come before slot `number` of the whole schedule.
    public func slots(beforeNumber number: Int64) -> Int64 {
        max(0, min(slotCount, (number - first + parts - 1) / parts))
    }

    /// The intended time of `slot` in nanoseconds after the schedule's start.
    ///
    /// `slot` is 0 ..< `slotCount`. Cost: a few nanoseconds for constant arrivals; up to a block of
    /// 256 draws for Poisson, which `SlotClock` spares a thread that goes forward.
    public func intendedTime(of slot: Int64) -> Int64 {
        time(ofNumber: number(of: slot))
    }

    /// The intended time of slot `number` of the whole schedule, 0 ..< `wholeSlotCount`.
    public func time(ofNumber number: Int64) -> Int64 {
        let position = poisson.map { $0.point(number) } ?? Double(number)
        return time(atPosition: position, in: stage(atPosition: position, near: 0))
    }

    /// This part's scheduled rate at `time` (nanoseconds after the start), messages per second.
    public func tps(at time: Int64) -> Double {
        let seconds = Double(time) / 1e9
        guard let index = stage(at: seconds) else { return 0 }
        let stretch = stretches[index]
        guard seconds < stretch.startTime + stretch.duration else { return 0 }
        let rate = stretch.startTPS + stretch.slope * (seconds - stretch.startTime)
        return rate / Double(parts)
    }

    /// The integral of this part's rate up to `time` (nanoseconds after the start).
    func position(at time: Int64) -> Double {
        let seconds = Double(time) / 1e9
        guard let index = stage(at: seconds) else { return 0 }
        let stretch = stretches[index]
        let within = min(seconds - stretch.startTime, stretch.duration)
        let whole =
            stretch.startPosition + stretch.startTPS * within + stretch.slope * within * within / 2
        return whole / Double(parts)
    }

    /// How many slots of this part are intended before `time` (nanoseconds after the start).
    public func slotsBefore(_ time: Int64) -> Int64 {
        slots(beforeNumber: numbersBefore(time))
    }

    /// How many slots of the whole schedule are intended before `time`.
    func numbersBefore(_ time: Int64) -> Int64 {
        var low: Int64 = 0
        var high = wholeSlotCount
        while low < high {
            let middle = (low + high) / 2
            if self.time(ofNumber: middle) < time { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The stage that `seconds` after the start lie in, or the last one; nil before the start.
    private func stage(at seconds: Double) -> Int? {
        let index = last(near: 0) { $0.startTime <= seconds }
        return stretches.isEmpty || stretches[index].startTime > seconds ? nil : index
    }

    /// The stage in which the integral of the rate reaches `position`; `hint` is where to look first.
    func stage(atPosition position: Double, near hint: Int) -> Int {
        last(near: hint) { $0.startPosition <= position }
    }

    /// The last stage that `holds`, which it does up to some stage; 0 if it does for none.
    @inline(__always)
    private func last(near hint: Int, where holds: (Stretch) -> Bool) -> Int {
        var low = 0
        var high = stretches.count
        if hint < high, holds(stretches[hint]) {
            if hint + 1 == high || !holds(stretches[hint + 1]) { return hint }
            low = hint + 1
        }
        while high - low > 1 {
            let middle = (low + high) / 2
            if holds(stretches[middle]) { low = middle } else { high = middle }
        }
        return low
    }

    /// Where the integral of the rate reaches `position`, which it does in stage `index`.
    func time(atPosition position: Double, in index: Int) -> Int64 {
        let stretch = stretches[index]
        let ahead = position - stretch.startPosition
        guard ahead > 0 else { return Int64(stretch.startTime * 1e9) }
        // The root of startTPS·t + slope·t²/2 = ahead, in the form that does not cancel.
        let root =
            (stretch.startTPS * stretch.startTPS + 2 * stretch.slope * ahead)
            .clampedToZero.squareRoot()
        let seconds = 2 * ahead / (stretch.startTPS + root)
        return Int64(((stretch.startTime + min(seconds, stretch.duration)) * 1e9).rounded())
    }
}

extension Double {
    fileprivate var clampedToZero: Double { self > 0 ? self : 0 }
}
