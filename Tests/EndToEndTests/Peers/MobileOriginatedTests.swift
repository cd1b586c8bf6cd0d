// A run against an SMSC that delivers messages from telephones meanwhile: all are answered, and none is
// taken for a receipt.

import LoadEngine
import MockSMSC
import Testing

@Suite struct MobileOriginatedTests {
    private func runOf3000(_ server: MockSMSC) throws -> RunResult {
        let result = try run(
            plan(port: server.port) {
                $0.receipts = .final
                $0.count = 3_000
                $0.duration = 60_000 * millisecond
            })
        #expect(result.end == .completed)
        return result
    }

    @Test(arguments: MobileTraffic.LongForm.allCases) func theyAreAnsweredAndCountedApart(
        _ form: MobileTraffic.LongForm
    ) throws {
        let server = try startSMSC {
            $0.mobile = MobileTraffic(rate: 1_000_000)
            $0.mobile?.count = 300
            $0.mobile?.text = String(repeating: "x", count: 300)
            $0.mobile?.longForm = form
        }
        let result = try runOf3000(server)
        #expect(result.total.receiptsMatched == 3_000 && result.total.receiptsOrphan == 0)
        let counters = server.stop()
        #expect(result.total.mobileOriginated > 0)
        #expect(counters.mobileRefused == 0)
        #expect(result.total.mobileOriginated <= counters.mobileSent)
        #expect(result.total.mobileOriginated >= counters.mobileAcknowledged)
        #expect(counters.receiptsAcknowledged == 3_000)
    }

    @Test func alertsAreTakenInSilence() throws {
        let server = try startSMSC {
            $0.mobile = MobileTraffic(rate: 1_000_000)
            $0.mobile?.count = 300
            $0.mobile?.alertPercent = 50
        }
        let result = try runOf3000(server)
        #expect(result.total.receiptsMatched == 3_000)
        let counters = server.stop()
        #expect(counters.alertsSent > 0 && counters.mobileMessages > 0)
        #expect(counters.alertsSent + counters.mobileMessages <= 300)
        #expect(result.total.mobileOriginated <= counters.mobileSent)
        // Nothing is said to an alert_notification.
        #expect(counters.unexpectedResponses == 0 && counters.unknownCommands == 0)
    }
}
