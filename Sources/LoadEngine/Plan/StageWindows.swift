// The windows that the stages of a schedule allow, by time.
// Runs on: shard threads. Allocates: only when made.

import Platform

/// When each stage's window begins.
struct StageWindows: Sendable {
    /// Whether any stage has a window of its own.
    let vary: Bool
    /// The stages' ends, nanoseconds after the start, and their windows.
    private let ends: Cells<Int64>
    private let windows: Cells<Int>

    init(plan: LoadPlan, arena: Arena) {
        guard case .scheduled(let stages, _) = plan.load,
            stages.contains(where: { $0.window != nil })
        else {
            vary = false
            ends = arena.cells(Int64.self, count: 0)
            windows = arena.cells(Int.self, count: 0)
            return
        }
        vary = true
        ends = arena.cells(Int64.self, count: stages.count)
        windows = arena.cells(Int.self, count: stages.count)
        var end: Int64 = 0
        for (index, stage) in stages.enumerated() {
            end += stage.duration
            ends[index] = end
            windows[index] = stage.window ?? plan.window
        }
    }

    /// The window at `time` after the start, and when the next one begins.
    func window(at time: Int64) -> (window: Int, next: Int64) {
        var index = 0
        while index < ends.count - 1 && ends[index] <= time { index += 1 }
        return (windows[index], index < ends.count - 1 ? ends[index] : .max)
    }
}
