// When each message of an open-loop run is meant to go: a pure function of the slot's number.
// Shards read it on the hot path; it allocates only when it is made.

/// The intended send times of a run, numbered from slot 0.
///
/// Slot n's time depends on the stages, the arrivals and the seed alone, never on earlier sends or
/// responses. Rates are integrated over the stages; constant arrivals put slot n where the integral
/// reaches n, Poisson arrivals where it reaches the n-th point of a unit-rate Poisson process.
public struct Schedule: Sendable {
    struct Segment: Sendable {
        var startTime: Double
        var duration: Double
        var startTPS: Double
        var slope: Double
        var startPosition: Double
        var positions: Double
    }

    let segments: [Segment]
    let poisson: PoissonProcess?
    /// Number of slots in the whole schedule.
    public let slotCount: Int64
    /// Length of the schedule, nanoseconds.
    public let duration: Int64

    /// The schedule of `stages`; the seed matters for Poisson arrivals only.
    public init(stages: [LoadPlan.Stage], arrivals: LoadPlan.Arrivals, seed: UInt64) {
        var list: [Segment] = []
        var time = 0.0
        var position = 0.0
        for stage in stages {
            let seconds = Double(stage.duration) / 1e9
            let positions = (stage.startTPS + stage.endTPS) / 2 * seconds
            list.append(
                Segment(
                    startTime: time, duration: seconds, startTPS: stage.startTPS,
                    slope: seconds > 0 ? (stage.endTPS - stage.startTPS) / seconds : 0,
                    startPosition: position, positions: positions))
            time += seconds
            position += positions
        }
        segments = list
        duration = stages.reduce(0) { $0 + $1.duration }
        switch arrivals {
        case .constant:
            poisson = nil
            // Slots at positions 0, 1, 2, … below the end; a hair is taken off against rounding.
            slotCount = Int64((position - 1e-9).rounded(.up))
        case .poisson:
            let process = PoissonProcess(length: position, seed: seed)
            poisson = process
            slotCount = process.pointCount
        }
    }

    /// The intended time of `slot` in nanoseconds after the schedule's start.
    ///
    /// `slot` is 0 ..< `slotCount`. Cost: a few nanoseconds for constant arrivals; up to a block of
    /// 256 draws for Poisson, which `SlotClock` spares a thread that goes forward.
    public func intendedTime(of slot: Int64) -> Int64 {
        time(atPosition: poisson.map { $0.point(slot) } ?? Double(slot))
    }

    /// The scheduled rate at `time` (nanoseconds after the start), messages per second.
    public func tps(at time: Int64) -> Double {
        let seconds = Double(time) / 1e9
        guard let segment = segments.last(where: { $0.startTime <= seconds }) else { return 0 }
        guard seconds < segment.startTime + segment.duration else { return 0 }
        return segment.startTPS + segment.slope * (seconds - segment.startTime)
    }

    /// The integral of the rate up to `time` (nanoseconds after the start).
    func position(at time: Int64) -> Double {
        let seconds = Double(time) / 1e9
        guard let segment = segments.last(where: { $0.startTime <= seconds }) else { return 0 }
        let within = min(seconds - segment.startTime, segment.duration)
        return segment.startPosition + segment.startTPS * within
            + segment.slope * within * within / 2
    }

    /// How many slots are intended before `time` (nanoseconds after the start).
    public func slotsBefore(_ time: Int64) -> Int64 {
        var low: Int64 = 0
        var high = slotCount
        while low < high {
            let middle = (low + high) / 2
            if intendedTime(of: middle) < time { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Where the integral of the rate reaches `position`.
    func time(atPosition position: Double) -> Int64 {
        var index = segments.count - 1
        while index > 0 && segments[index].startPosition > position { index -= 1 }
        let segment = segments[index]
        let ahead = position - segment.startPosition
        guard ahead > 0 else { return Int64(segment.startTime * 1e9) }
        // The root of startTPS·t + slope·t²/2 = ahead, in the form that does not cancel.
        let root =
            (segment.startTPS * segment.startTPS + 2 * segment.slope * ahead)
            .clampedToZero.squareRoot()
        let seconds = 2 * ahead / (segment.startTPS + root)
        return Int64(((segment.startTime + min(seconds, segment.duration)) * 1e9).rounded())
    }
}

extension Double {
    fileprivate var clampedToZero: Double { self > 0 ? self : 0 }
}
