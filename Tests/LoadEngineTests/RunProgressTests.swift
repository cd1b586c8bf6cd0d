// What the live line calls an interval: the phase that its middle lies in, whenever it is shown.

import LoadEngine
import Metrics
import Testing

@Suite struct RunProgressTests {
    @Test(arguments: [
        (Int64(0), "warmup"), (400, "warmup"), (1_499, "warmup"), (1_500, "measure"),
        (9_499, "measure"), (9_500, "drain"), (20_000, "drain"),
    ]) func anIntervalIsOfThePhaseOfItsMiddle(_ at: Int64, _ phase: String) {
        let interval = IntervalResult(
            at: at, duration: 1_000, ledger: MessageLedger(), inFlight: 0, receiptsOutstanding: 0,
            latency: Histogram(.response), receipt: Histogram(.receipt))
        #expect(RunProgress.phase(of: interval, warmup: 2_000, sendingEnd: 10_000) == phase)
    }
}
