// The words of a delay: every law is read and written back, and mistakes are told.

import MockSMSC
import Profiles
import Testing

@Suite struct DelayFormTests {
    private static let ms: Int64 = 1_000_000

    static let laws: [(String, Delay)] = [
        ("10ms", .fixed(10 * ms)), ("0s", .fixed(0)),
        ("uniform:5ms..15ms", .uniform(5 * ms, 15 * ms)),
        ("normal:10ms+-2ms", .normal(mean: 10 * ms, deviation: 2 * ms)),
        ("lognormal:10ms..80ms", .logNormal(median: 10 * ms, p99: 80 * ms)),
        ("exponential:10ms", .exponential(mean: 10 * ms)),
        (
            "mix:80%=10ms,15%=100ms,5%=uniform:1s..2s",
            .mix([
                Delay.Share(80, .fixed(10 * ms)), Delay.Share(15, .fixed(100 * ms)),
                Delay.Share(5, .uniform(1000 * ms, 2000 * ms)),
            ])
        ),
    ]

    @Test(arguments: laws) func aLawIsReadAndWrittenBack(text: String, delay: Delay) throws {
        let profile = try load([
            "run", "--set", "smsc.responseDelay=\(text)", "--set", "smsc.receiptDelay=\(text)",
        ])
        #expect(profile.builtInSMSC?.responseDelay == delay)
        #expect(profile.builtInSMSC?.receiptDelay == delay)
        #expect(profile.resolved.json.contains("\"responseDelay\":\"\(text)\""))
    }

    @Test(arguments: [
        "10", "gauss:1s", "uniform:5ms", "uniform:5..6", "mix:", "mix:80=10ms,20=1s", "mix:10ms",
        "normal:10ms,2ms", "",
    ]) func whatIsNoDelayIsToldWithAllThatIs(text: String) {
        let lines = complaints(["smsc", "--response-delay", text])
        #expect(lines.count == 1)
        #expect(lines[0].hasPrefix("--response-delay \"\(text)\": allowed 10ms, uniform:"))
    }

    @Test(arguments: [
        "169h", "uniform:15ms..5ms", "mix:80%=10ms,15%=1s", "mix:0%=1s,100%=2s",
        "lognormal:0s..1s", "exponential:200h", "mix:50%=200h,50%=1s",
    ]) func whatIsOutOfRangeIsToldWithTheRange(text: String) {
        let lines = complaints(["smsc", "--response-delay", text])
        #expect(
            lines == [
                "--response-delay \"\(text)\": allowed times of 0s…168h, ranges that rise, shares above "
                    + "0% that make 100%"
            ])
    }
}
