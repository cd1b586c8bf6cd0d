// The defaults of the table are those of the plan and of the built-in SMSC.

import LoadEngine
import MockSMSC
import Profiles
import Testing

@Suite struct DefaultsTests {
    @Test func everyDefaultOfTheTableIsThatOfThePlan() throws {
        let plan = try load(["run"]).plan
        let expected = LoadPlan(
            target: plan.target, sessions: plan.sessions, message: plan.message)
        #expect(plan.load == expected.load)
        #expect(plan.shardCount == expected.shardCount)
        #expect(plan.window == expected.window)
        #expect(plan.ceilings == expected.ceilings)
        #expect(plan.ceilingGuard == expected.ceilingGuard)
        #expect(plan.catchUp == expected.catchUp)
        #expect(plan.lateness == expected.lateness)
        #expect(plan.warmup == expected.warmup)
        #expect(plan.duration == expected.duration)
        #expect(plan.count == expected.count)
        #expect(plan.drain == expected.drain)
        #expect(plan.responseTimeout == expected.responseTimeout)
        #expect(plan.connectTimeout == expected.connectTimeout)
        #expect(plan.enquireLinkInterval == expected.enquireLinkInterval)
        #expect(plan.reconnect == expected.reconnect)
        #expect(plan.receipts == expected.receipts)
        #expect(plan.receiptIDs == expected.receiptIDs)
        #expect(plan.receiptCapacity == expected.receiptCapacity)
        #expect(plan.seed == expected.seed)
        #expect(plan.firstCPU == expected.firstCPU)
    }

    @Test func everyDefaultOfTheTableIsThatOfTheBuiltInSMSC() throws {
        guard case .serve(let smsc, _) = try invocation(["smsc"]) else {
            Issue.record("smsc does not serve")
            return
        }
        let expected = MockSMSCConfiguration()
        #expect(smsc.address == expected.address)
        #expect(smsc.port == expected.port)
        #expect(smsc.systemID == expected.systemID)
        #expect(smsc.accounts == expected.accounts)
        #expect(smsc.shardCount == 4, "auto: all processors")
        #expect(smsc.firstCPU == expected.firstCPU)
        #expect(smsc.responseDelay == expected.responseDelay)
        #expect(smsc.receiptDelay == expected.receiptDelay)
        #expect(smsc.seed == expected.seed)
        #expect(smsc.receiptCapacity == expected.receiptCapacity)
        #expect(smsc.sessionInitTimeout == expected.sessionInitTimeout)
        #expect(smsc.enquireLinkInterval == expected.enquireLinkInterval)
        #expect(smsc.inactivityTimeout == expected.inactivityTimeout)
        #expect(smsc.responseTimeout == expected.responseTimeout)
        #expect(smsc.pduLengthLimit == expected.pduLengthLimit)
        #expect(smsc.connectionLimit == expected.connectionLimit)
    }

    @Test func withoutAHostTheBuiltInSMSCTakesAFreeLoopbackPort() throws {
        let profile = try load(["run"])
        #expect(profile.builtInSMSC?.port == 0)
        #expect(profile.builtInSMSC?.address == "127.0.0.1")
        #expect(profile.plan.target == LoadPlan.Target(host: "127.0.0.1", port: 0))
        #expect(profile.name == "run")
    }

    @Test func withAHostThereIsNoBuiltInSMSC() throws {
        let profile = try load(words("run --host localhost"))
        #expect(profile.builtInSMSC == nil)
        #expect(profile.plan.target == LoadPlan.Target(host: "localhost", port: 2775))
    }
}
