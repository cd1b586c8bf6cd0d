// The recorder of the hot path records what Histogram would, and is empty after a drain.
// One test holds memory of its own, as the load engine does; hence the unsafe code.

import Metrics
import TestSupport
import Testing

@Suite struct HistogramRecorderTests {
    private func expectEqual(_ left: Histogram, _ right: Histogram) {
        #expect(left.buckets == right.buckets)
        #expect(left.count == right.count)
        #expect(left.overflowCount == right.overflowCount)
        #expect(left.underflowCount == right.underflowCount)
        #expect(left.min == right.min)
        #expect(left.max == right.max)
        #expect(left.mean == right.mean)
    }

    @Test(arguments: [31, 32, 33] as [UInt64])
    func drainedValuesAreThoseRecorded(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var recorder = HistogramRecorder(.response)
        var drained = Histogram(.response)
        var direct = Histogram(.response)
        for _ in 0..<3 {
            for value in generator.values(1_000, upTo: 900_000_000_000) {
                let signed = generator.next() % 50 == 0 ? -value : value
                let count = Int64(generator.next() % 4)
                recorder.record(signed, count: count)
                direct.record(signed, count: count)
            }
            recorder.drain(into: &drained)
        }
        expectEqual(drained, direct)
    }

    @Test func secondDrainAddsNothing() {
        var recorder = HistogramRecorder(.response)
        recorder.record(1_000_000)
        recorder.record(-1)
        recorder.record(.max)
        var first = Histogram(.response)
        recorder.drain(into: &first)
        #expect(first.count == 3)
        var second = Histogram(.response)
        recorder.drain(into: &second)
        expectEqual(second, Histogram(.response))
        recorder.record(2_000_000)
        recorder.drain(into: &second)
        #expect(second.count == 1)
        #expect(second.max == 2_000_000)
        #expect(second.min == 2_000_000)
    }

    @Test func valuesAboveTheRangeAloneAreDrained() {
        var recorder = HistogramRecorder(.response)
        recorder.record(700_000_000_000)
        recorder.record(800_000_000_000)
        var drained = Histogram(.response)
        recorder.drain(into: &drained)
        #expect(drained.count == 2)
        #expect(drained.overflowCount == 2)
        #expect(drained.min == 700_000_000_000)
        #expect(drained.max == 800_000_000_000)
    }

    @Test func callersMemoryHoldsTheCountsAndStaysTheirs() {
        let length = HistogramLayout.response.countsLength
        let counts = UnsafeMutablePointer<UInt64>.allocate(capacity: length)
        unsafe counts.initialize(repeating: 0, count: length)
        defer { unsafe counts.deallocate() }
        do {
            var recorder = unsafe HistogramRecorder(.response, zeroedCounts: counts)
            recorder.record(600_000_000_000)
            #expect(unsafe counts[21_597] == 1)
            var drained = Histogram(.response)
            recorder.drain(into: &drained)
            #expect(drained.count == 1)
        }
        #expect(unsafe UnsafeBufferPointer(start: counts, count: length).allSatisfy { $0 == 0 })
    }
}
