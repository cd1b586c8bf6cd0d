// The ESME's side of a session: every state, every PDU, every timer, without a socket.

import SMPP
import Testing

private func connected(
    _ type: BindType, _ timers: SessionTimers = shortTimers, awaitsOutbind: Bool = false
) -> ESMESession {
    var session = ESMESession(bindType: type, timers: timers, awaitsOutbind: awaitsOutbind)
    _ = session.connected(now: 0)
    return session
}

private func binding(_ type: BindType, _ timers: SessionTimers = shortTimers) -> ESMESession {
    var session = connected(type, timers)
    session.bindSent(sequenceNumber: 1, now: 0)
    return session
}

private func bound(_ type: BindType, _ timers: SessionTimers = shortTimers) -> ESMESession {
    var session = binding(type, timers)
    let answer = session.received(bareHeader(type.commandID.response, 1), now: 0)
    precondition(answer == .bound(type))
    return session
}

@Suite struct ESMESessionBindingTests {
    @Test(arguments: BindType.allCases)
    func aConnectionIsBoundByItsBindAndTheBindResp(_ type: BindType) {
        var session = ESMESession(bindType: type, timers: shortTimers)
        #expect(session.state == .closed)
        #expect(session.connected(now: 5) == .sendBind(type))
        #expect(session.state == .open)
        session.bindSent(sequenceNumber: 1, now: 6)
        #expect(session.state == .binding(type))
        #expect(!session.maySubmit && !session.mayReceive)
        #expect(session.received(bareHeader(type.commandID.response, 1), now: 7) == .bound(type))
        #expect(session.state == .bound(type))
        #expect(session.maySubmit == (type != .receiver))
        #expect(session.mayReceive == (type != .transmitter))
    }

    @Test(arguments: [
        CommandStatus.bindFailed, .invalidPassword, .invalidSystemID, .alreadyBound, .throttled,
        CommandStatus(rawValue: 0x0433),
    ])
    func bindRespWithAnErrorStatusIsARefusal(_ status: CommandStatus) {
        var session = binding(.transceiver)
        let answer = session.received(bareHeader(.bindTransceiverResp, 1, status), now: 1)
        #expect(answer == .bindRefused(status))
        #expect(session.state == .closed)
        #expect(session.nextDeadline == .max)
    }

    @Test func bindRespWithWrongSequenceNumberClosesSession() {
        var session = binding(.transceiver)
        let answer = session.received(bareHeader(.bindTransceiverResp, 2), now: 1)
        #expect(answer == .close(.wrongBindResp))
        #expect(session.state == .closed)
    }

    @Test func bindRespOfAnotherTypeClosesSession() {
        for type in BindType.allCases {
            for other in BindType.allCases where other != type {
                var session = binding(type)
                let answer = session.received(bareHeader(other.commandID.response, 1), now: 1)
                #expect(answer == .close(.wrongBindResp))
            }
        }
    }

    @Test(arguments: [UInt32(1), 0])
    func genericNackToTheBindIsARefusal(_ sequenceNumber: UInt32) {
        var session = binding(.receiver)
        let nack = bareHeader(.genericNack, sequenceNumber, .invalidCommandID)
        #expect(session.received(nack, now: 1) == .bindRefused(.invalidCommandID))
        var other = binding(.receiver)
        let success = bareHeader(.genericNack, sequenceNumber, .ok)
        #expect(other.received(success, now: 1) == .bindRefused(.bindFailed))
    }

    @Test func responsesToNothingAreCountedAndChangeNothingWhileBinding() {
        var session = binding(.transceiver)
        let strays: [CommandID] = [
            .submitSMResp, .enquireLinkResp, .unbindResp, .deliverSMResp, unknownResponse,
        ]
        for stray in strays {
            #expect(session.received(bareHeader(stray, 1), now: 1) == .ignore)
        }
        #expect(session.received(bareHeader(.genericNack, 9), now: 1) == .ignore)
        #expect(session.ignoredResponses == strays.count + 1)
        #expect(
            session.received(bareHeader(.bindTransceiverResp, 1), now: 2) == .bound(.transceiver))
    }

    @Test func requestsWhileBindingAreRefusedExceptEnquireLinkAndUnbind() {
        for request in standardRequests where request != .unbind && request != .enquireLink {
            var session = binding(.transceiver)
            let answer = session.received(bareHeader(request), now: 1)
            #expect(answer == .respond(refusal(of: request, .invalidBindStatus)), "\(request)")
            #expect(session.state == .binding(.transceiver))
        }
        var session = binding(.transceiver)
        let answer = session.received(bareHeader(.enquireLink), now: 1)
        #expect(answer == .respond(bareHeader(.enquireLinkResp)))
    }

    @Test func aBindWithoutAnswerEndsWithTheShorterOfItsTimers() {
        var byInit = binding(.transceiver, SessionTimers(sessionInit: 5, response: 9))
        #expect(byInit.nextDeadline == 5)
        #expect(byInit.tick(now: 4) == .none)
        #expect(byInit.tick(now: 5) == .close(.bindTimeout))
        var byResponse = binding(.transceiver, SessionTimers(sessionInit: 9, response: 5))
        #expect(byResponse.tick(now: 4) == .none)
        #expect(byResponse.tick(now: 5) == .close(.bindTimeout))
        #expect(byResponse.state == .closed)
        #expect(byResponse.tick(now: 50) == .none)
    }

    @Test func aPDUGluedToTheBindRespIsTheCallers() {
        var session = binding(.transceiver)
        let answers = [bareHeader(.bindTransceiverResp, 1), bareHeader(.deliverSM, 1)].map {
            session.received($0, now: 1)
        }
        #expect(answers == [.bound(.transceiver), .message])
    }
}

@Suite struct ESMESessionOutbindTests {
    @Test func anOutbindIsAwaitedAndAnsweredWithTheBind() {
        var session = ESMESession(bindType: .receiver, timers: shortTimers, awaitsOutbind: true)
        #expect(session.connected(now: 0) == .awaitOutbind)
        #expect(session.nextDeadline == shortTimers.sessionInit)
        #expect(session.received(bareHeader(.outbind), now: 1) == .sendBind(.receiver))
        session.bindSent(sequenceNumber: 1, now: 1)
        #expect(session.received(bareHeader(.bindReceiverResp, 1), now: 2) == .bound(.receiver))
    }

    @Test func noOutbindInTimeClosesSession() {
        var session = connected(.receiver, awaitsOutbind: true)
        #expect(session.tick(now: 5 * second - 1) == .none)
        #expect(session.tick(now: 5 * second) == .close(.sessionInitTimeout))
    }

    @Test func anOutbindThatIsNotAwaitedIsIgnoredBeforeTheBindAndRefusedAfterIt() {
        var session = connected(.transceiver)
        #expect(session.received(bareHeader(.outbind), now: 1) == .ignore)
        var other = bound(.transceiver)
        let nack = bareHeader(.genericNack, 7, .invalidBindStatus)
        #expect(other.received(bareHeader(.outbind), now: 1) == .respond(nack))
    }

    @Test func messagesBeforeTheBindAreRefused() {
        var session = connected(.receiver, awaitsOutbind: true)
        let answer = session.received(bareHeader(.deliverSM), now: 1)
        #expect(answer == .respond(bareHeader(.deliverSMResp, 7, .invalidBindStatus)))
        #expect(session.received(bareHeader(.bindReceiverResp, 1), now: 1) == .ignore)
    }
}

@Suite struct ESMESessionBoundTests {
    @Test(arguments: BindType.allCases)
    func everyRequestGetsTheAnswerOfItsBindType(_ type: BindType) {
        for request in standardRequests {
            var session = bound(type)
            let answer = session.received(bareHeader(request), now: 1)
            switch request {
            case .enquireLink: #expect(answer == .respond(bareHeader(.enquireLinkResp)))
            case .unbind:
                #expect(answer == .respondThenClose(bareHeader(.unbindResp), .unboundByPeer))
                #expect(session.state == .closed)
            case _ where deliveries.contains(request) && type != .transmitter:
                #expect(answer == .message, "\(request)")
            default:
                let expected = refusal(of: request, .invalidBindStatus)
                #expect(answer == .respond(expected), "\(request)")
            }
        }
    }

    @Test(arguments: BindType.allCases)
    func responsesToSubmissionsAreTheCallersAndAllOthersAreCounted(_ type: BindType) {
        for request in standardRequests {
            var session = bound(type)
            let answer = session.received(bareHeader(request.response), now: 1)
            if submissions.contains(request) && type != .receiver {
                #expect(answer == .message, "\(request)")
                #expect(session.ignoredResponses == 0)
            } else {
                #expect(answer == .ignore, "\(request)")
                #expect(session.ignoredResponses == 1)
            }
            #expect(session.state == .bound(type))
        }
    }

    @Test func anUnknownRequestGetsAGenericNackAndAnUnknownResponseIsCounted() {
        var session = bound(.transceiver)
        let nack = bareHeader(.genericNack, 44, .invalidCommandID)
        #expect(session.received(bareHeader(unknownRequest, 44), now: 1) == .respond(nack))
        #expect(session.received(bareHeader(unknownResponse, 45), now: 1) == .ignore)
        #expect(session.ignoredResponses == 1)
    }

    @Test func aGenericNackForAMessageIsTheCallers() {
        var session = bound(.transceiver)
        let nack = bareHeader(.genericNack, 12, .invalidCommandLength)
        #expect(session.received(nack, now: 1) == .negativeAcknowledge(.invalidCommandLength))
        #expect(session.state == .bound(.transceiver))
    }

    @Test func anUnbindRespWithoutAnUnbindIsCountedEvenUnderTheNumberOfTheBind() {
        var session = bound(.transceiver)
        #expect(session.received(bareHeader(.unbindResp, 1), now: 1) == .ignore)
        let nack = bareHeader(.genericNack, 1, .systemError)
        #expect(session.received(nack, now: 1) == .negativeAcknowledge(.systemError))
        #expect(session.ignoredResponses == 1)
        #expect(session.state == .bound(.transceiver))
    }

    @Test func aNewConnectionOwesNothingOfTheOneBefore() {
        var session = bound(.transceiver)
        session.enquireLinkSent(sequenceNumber: 30, now: second)
        _ = session.received(bareHeader(unknownResponse), now: second)
        session.closed()
        _ = session.connected(now: 2 * second)
        session.bindSent(sequenceNumber: 1, now: 2 * second)
        _ = session.received(bareHeader(.bindTransceiverResp, 1), now: 2 * second)
        #expect(session.ignoredResponses == 0)
        #expect(session.nextDeadline == 12 * second)
        #expect(session.tick(now: 12 * second) == .sendEnquireLink)
    }

    @Test func aClosedSessionDoesNothingAndCanBeConnectedAgain() {
        var session = bound(.transceiver)
        session.closed()
        #expect(session.state == .closed)
        #expect(!session.maySubmit && !session.mayReceive)
        #expect(session.received(bareHeader(.enquireLink), now: 1) == .ignore)
        #expect(session.tick(now: .max) == .none)
        #expect(session.connected(now: 9) == .sendBind(.transceiver))
        #expect(session.nextDeadline == 9 + shortTimers.sessionInit)
    }
}

@Suite struct ESMESessionTimerTests {
    @Test func silenceAsksForAnEnquireLinkUntilItIsSent() {
        var session = bound(.transceiver)
        session.noteTraffic(now: second)
        #expect(session.nextDeadline == 11 * second)
        #expect(session.tick(now: 11 * second - 1) == .none)
        #expect(session.tick(now: 11 * second) == .sendEnquireLink)
        #expect(session.tick(now: 11 * second) == .sendEnquireLink)
        session.enquireLinkSent(sequenceNumber: 30, now: 12 * second)
        #expect(session.tick(now: 12 * second) == .none)
        #expect(session.received(bareHeader(.enquireLinkResp, 30), now: 13 * second) == .ignore)
        #expect(session.ignoredResponses == 0)
        #expect(session.nextDeadline == 23 * second)
    }

    @Test func anUnansweredEnquireLinkClosesSession() {
        var session = bound(.transceiver)
        session.enquireLinkSent(sequenceNumber: 30, now: 10 * second)
        #expect(session.tick(now: 13 * second - 1) == .none)
        #expect(session.tick(now: 13 * second) == .close(.enquireLinkTimeout))
        #expect(session.state == .closed)
    }

    @Test func anAnswerToAnotherEnquireLinkIsCountedAndDoesNotAnswerThisOne() {
        var session = bound(.transceiver)
        session.enquireLinkSent(sequenceNumber: 30, now: 10 * second)
        #expect(session.received(bareHeader(.enquireLinkResp, 29), now: 10 * second) == .ignore)
        #expect(session.ignoredResponses == 1)
        #expect(session.tick(now: 13 * second) == .close(.enquireLinkTimeout))
    }

    @Test func aGenericNackAnswersAnEnquireLinkToo() {
        var session = bound(.transceiver)
        session.enquireLinkSent(sequenceNumber: 30, now: 10 * second)
        let nack = bareHeader(.genericNack, 30, .invalidCommandID)
        #expect(session.received(nack, now: 11 * second) == .ignore)
        #expect(session.tick(now: 14 * second) == .none)
    }

    @Test func trafficBeforeTheAnswerKeepsTheSession() {
        var session = bound(.transceiver)
        session.enquireLinkSent(sequenceNumber: 30, now: 10 * second)
        session.noteTraffic(now: 12 * second)
        #expect(session.tick(now: 13 * second) == .none)
        #expect(session.tick(now: 15 * second) == .close(.enquireLinkTimeout))
    }

    @Test func enquireLinksAreNoTransactionForTheInactivityTimer() {
        var session = bound(.transceiver)
        session.noteTraffic(now: second)
        for turn in Int64(1)...11 {
            let at = turn * 9 * second
            #expect(session.tick(now: at) == .none)
            _ = session.received(bareHeader(.enquireLink), now: at)
        }
        #expect(session.nextDeadline == 101 * second)
        #expect(session.tick(now: 101 * second) == .close(.inactivityTimeout))
    }

    @Test(arguments: [CommandID.deliverSM, .submitSMResp, .genericNack])
    func messagesAreTransactionsForTheInactivityTimer(_ commandID: CommandID) {
        var session = bound(
            .transceiver, SessionTimers(enquireLink: 0, inactivity: 10 * second))
        _ = session.received(bareHeader(commandID), now: 5 * second)
        #expect(session.nextDeadline == 15 * second)
    }

    @Test func anUnbindIsAnsweredOrTimesOut() {
        var session = bound(.transceiver)
        session.unbindSent(sequenceNumber: 50, now: second)
        #expect(session.state == .unbinding(.transceiver))
        #expect(!session.maySubmit && session.mayReceive)
        var silent = session
        #expect(session.received(bareHeader(.deliverSM), now: 2 * second) == .message)
        #expect(session.received(bareHeader(.submitSMResp), now: 2 * second) == .message)
        #expect(session.received(bareHeader(.unbindResp, 49), now: 2 * second) == .ignore)
        #expect(session.received(bareHeader(.unbindResp, 50), now: 2 * second) == .close(.unbound))
        #expect(session.state == .closed)
        #expect(silent.tick(now: 4 * second - 1) == .none)
        #expect(silent.tick(now: 4 * second) == .close(.unbindTimeout))
    }

    @Test func aGenericNackOrACrossingUnbindEndsAnUnbindToo() {
        var session = bound(.transmitter)
        session.unbindSent(sequenceNumber: 50, now: second)
        var crossing = session
        let nack = bareHeader(.genericNack, 50, .systemError)
        #expect(session.received(nack, now: second) == .close(.unbound))
        let answer = crossing.received(bareHeader(.unbind, 3), now: second)
        #expect(answer == .respondThenClose(bareHeader(.unbindResp, 3), .unboundByPeer))
    }

    @Test func aSessionWithoutTimersNeverHasADeadline() {
        var session = connected(.transceiver, noTimers)
        #expect(session.nextDeadline == .max)
        session.bindSent(sequenceNumber: 1, now: 0)
        #expect(session.nextDeadline == .max)
        _ = session.received(bareHeader(.bindTransceiverResp, 1), now: 0)
        #expect(session.nextDeadline == .max)
        session.enquireLinkSent(sequenceNumber: 2, now: 0)
        #expect(session.nextDeadline == .max)
        session.unbindSent(sequenceNumber: 3, now: 0)
        #expect(session.nextDeadline == .max)
        #expect(session.tick(now: .max - 1) == .none)
    }

    @Test func endlessTimersDoNotOverflow() {
        let endless = SessionTimers(
            sessionInit: .max, enquireLink: .max, inactivity: .max, response: .max)
        var session = ESMESession(bindType: .transceiver, timers: endless)
        _ = session.connected(now: second)
        #expect(session.tick(now: 2 * second) == .none)
        session.bindSent(sequenceNumber: 1, now: second)
        _ = session.received(bareHeader(.bindTransceiverResp, 1), now: second)
        #expect(session.nextDeadline == .max)
    }

    @Test func everyReasonToCloseHasItsOwnLine() {
        let lines = Set(CloseReason.allCases.map(\.description))
        #expect(lines.count == CloseReason.allCases.count)
        #expect(lines.allSatisfy { !$0.isEmpty && !$0.contains("\n") })
    }
}
