// The SMSC's side of a session: every state, every PDU, every timer, without a socket.

import SMPP
import Testing

private func connected(_ timers: SessionTimers = shortTimers) -> SMSCSession {
    var session = SMSCSession(timers: timers)
    _ = session.connected(now: 0)
    return session
}

private func bound(_ type: BindType, _ timers: SessionTimers = shortTimers) -> SMSCSession {
    var session = connected(timers)
    let answer = session.received(bareHeader(type.commandID, 1), now: 0)
    precondition(answer == .authenticate(type))
    session.bindAccepted(now: 0)
    return session
}

@Suite struct SMSCSessionBindTests {
    @Test(arguments: BindType.allCases)
    func aBindIsTheCallersToDecide(_ type: BindType) {
        var session = SMSCSession(timers: shortTimers)
        #expect(session.connected(now: 0) == .awaitBind)
        #expect(session.received(bareHeader(type.commandID, 1), now: 1) == .authenticate(type))
        #expect(session.state == .binding(type))
        #expect(session.nextDeadline == .max)
        session.bindAccepted(now: 2)
        #expect(session.state == .bound(type))
        #expect(session.maySubmit == (type != .receiver))
        #expect(session.mayReceive == (type != .transmitter))
    }

    @Test func aRefusedBindMayBeTriedAgainUntilTheSessionInitTimerRunsOut() {
        var session = connected()
        #expect(
            session.received(bareHeader(.bindReceiver), now: second) == .authenticate(.receiver))
        session.bindRefused()
        #expect(session.state == .open)
        #expect(session.nextDeadline == 5 * second)
        let again = session.received(bareHeader(.bindTransmitter), now: 4 * second)
        #expect(again == .authenticate(.transmitter))
        session.bindRefused()
        #expect(session.tick(now: 5 * second) == .close(.sessionInitTimeout))
    }

    @Test func aConnectionWithoutABindIsClosedAfterTenSecondsByDefault() {
        var session = connected(SessionTimers())
        _ = session.received(bareHeader(.enquireLink), now: 9 * second)
        #expect(session.tick(now: 10 * second - 1) == .none)
        #expect(session.tick(now: 10 * second) == .close(.sessionInitTimeout))
        #expect(session.state == .closed)
    }

    @Test func everyRequestBeforeTheBindIsRefused() {
        for request in standardRequests where BindType(commandID: request) == nil {
            var session = connected()
            let answer = session.received(bareHeader(request), now: 1)
            #expect(answer == .respond(refusal(of: request, .invalidBindStatus)), "\(request)")
            #expect(session.state == .open)
        }
    }

    @Test func anUnknownRequestBeforeTheBindGetsAGenericNack() {
        var session = connected()
        let nack = bareHeader(.genericNack, 9, .invalidCommandID)
        #expect(session.received(bareHeader(unknownRequest, 9), now: 1) == .respond(nack))
    }

    @Test func everyResponseBeforeTheBindIsCounted() {
        var session = connected()
        for request in standardRequests {
            #expect(session.received(bareHeader(request.response), now: 1) == .ignore)
        }
        #expect(session.received(bareHeader(.genericNack), now: 1) == .ignore)
        #expect(session.ignoredResponses == standardRequests.count + 1)
    }

    @Test func aSecondBindIsRefusedWhileOneIsDecidedAndAfterwards() {
        for type in BindType.allCases {
            let expected = bareHeader(type.commandID.response, 8, .alreadyBound)
            var deciding = connected()
            _ = deciding.received(bareHeader(.bindTransceiver, 1), now: 1)
            let first = deciding.received(bareHeader(type.commandID, 8), now: 1)
            #expect(first == .respond(expected))
            #expect(deciding.state == .binding(.transceiver))
            var session = bound(.transceiver)
            #expect(session.received(bareHeader(type.commandID, 8), now: 1) == .respond(expected))
            #expect(session.state == .bound(.transceiver))
        }
    }

    @Test func messagesGluedToTheBindAreRefusedUntilItIsAccepted() {
        var session = connected()
        _ = session.received(bareHeader(.bindTransmitter, 1), now: 1)
        let early = session.received(bareHeader(.submitSM, 2), now: 1)
        #expect(early == .respond(bareHeader(.submitSMResp, 2, .invalidBindStatus)))
        session.bindAccepted(now: 1)
        #expect(session.received(bareHeader(.submitSM, 3), now: 1) == .message)
    }

    @Test func anOutbindIsAskedForOnAConnectionOfTheSMSCsOwn() {
        var session = SMSCSession(timers: shortTimers, sendsOutbind: true)
        #expect(session.connected(now: 0) == .sendOutbind)
        #expect(session.nextDeadline == 5 * second)
        #expect(session.received(bareHeader(.bindReceiver), now: 1) == .authenticate(.receiver))
    }
}

@Suite struct SMSCSessionBoundTests {
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
            case .bindTransmitter, .bindReceiver, .bindTransceiver:
                #expect(answer == .respond(bareHeader(request.response, 7, .alreadyBound)))
            case _ where submissions.contains(request) && type != .receiver:
                #expect(answer == .message, "\(request)")
            default:
                let expected = refusal(of: request, .invalidBindStatus)
                #expect(answer == .respond(expected), "\(request)")
            }
        }
    }

    @Test(arguments: BindType.allCases)
    func responsesToDeliveriesAreTheCallersAndAllOthersAreCounted(_ type: BindType) {
        for request in standardRequests {
            var session = bound(type)
            let answer = session.received(bareHeader(request.response), now: 1)
            let isCallers = (request == .deliverSM || request == .dataSM) && type != .transmitter
            #expect(answer == (isCallers ? .message : .ignore), "\(request)")
            #expect(session.ignoredResponses == (isCallers ? 0 : 1))
            #expect(session.state == .bound(type))
        }
    }

    @Test func anUnknownRequestGetsAGenericNackAndAnUnknownResponseIsCounted() {
        var session = bound(.receiver)
        let nack = bareHeader(.genericNack, 44, .invalidCommandID)
        #expect(session.received(bareHeader(unknownRequest, 44), now: 1) == .respond(nack))
        #expect(session.received(bareHeader(unknownResponse, 45), now: 1) == .ignore)
        #expect(session.ignoredResponses == 1)
    }

    @Test func aGenericNackForADeliveryIsTheCallers() {
        var session = bound(.receiver)
        let nack = bareHeader(.genericNack, 12, .invalidCommandLength)
        #expect(session.received(nack, now: 1) == .negativeAcknowledge(.invalidCommandLength))
    }

    @Test func anUnbindIsAnsweredOrTimesOutAndStopsMessagesBothWays() {
        var session = bound(.transceiver)
        session.unbindSent(sequenceNumber: 50, now: second)
        #expect(!session.maySubmit && !session.mayReceive)
        var silent = session
        let late = session.received(bareHeader(.submitSM), now: second)
        #expect(late == .respond(bareHeader(.submitSMResp, 7, .invalidBindStatus)))
        #expect(session.received(bareHeader(.deliverSMResp), now: second) == .message)
        #expect(session.received(bareHeader(.unbindResp, 49), now: second) == .ignore)
        #expect(session.received(bareHeader(.unbindResp, 50), now: second) == .close(.unbound))
        #expect(silent.tick(now: 4 * second - 1) == .none)
        #expect(silent.tick(now: 4 * second) == .close(.unbindTimeout))
    }

    @Test func anUnbindRespWithoutAnUnbindIsCounted() {
        var session = bound(.transceiver)
        #expect(session.received(bareHeader(.unbindResp, 1), now: 1) == .ignore)
        #expect(session.ignoredResponses == 1)
        #expect(session.state == .bound(.transceiver))
    }

    @Test func aClosedSessionDoesNothing() {
        var session = bound(.transceiver)
        session.closed()
        #expect(session.received(bareHeader(.submitSM), now: 1) == .ignore)
        #expect(session.tick(now: .max) == .none)
        #expect(session.nextDeadline == .max)
    }
}

@Suite struct SMSCSessionTimerTests {
    @Test func aRequestWithoutAResponseClosesSessionWithoutAnUnbind() {
        var session = bound(.transceiver)
        session.oldestUnanswered = 2 * second
        #expect(session.nextDeadline == 5 * second)
        #expect(session.tick(now: 5 * second - 1) == .none)
        #expect(session.tick(now: 5 * second) == .close(.responseTimeout))
        #expect(session.state == .closed)
        #expect(session.oldestUnanswered == .max)
    }

    @Test func anAnsweredRequestDoesNotCloseSession() {
        var session = bound(.transceiver)
        session.oldestUnanswered = 2 * second
        session.oldestUnanswered = 4 * second
        #expect(session.tick(now: 5 * second) == .none)
        session.oldestUnanswered = .max
        #expect(session.nextDeadline == 10 * second)
    }

    @Test func trafficDoesNotExcuseARequestWithoutAResponse() {
        var session = bound(.transceiver)
        session.oldestUnanswered = 0
        session.noteTraffic(now: 2 * second)
        #expect(session.tick(now: 3 * second) == .close(.responseTimeout))
    }

    @Test func silenceAsksForAnEnquireLinkAndItsAnswerKeepsTheSession() {
        var session = bound(.receiver)
        #expect(session.tick(now: 10 * second) == .sendEnquireLink)
        session.enquireLinkSent(sequenceNumber: 4, now: 10 * second)
        var silent = session
        #expect(session.received(bareHeader(.enquireLinkResp, 4), now: 11 * second) == .ignore)
        #expect(session.ignoredResponses == 0)
        #expect(session.nextDeadline == 21 * second)
        #expect(silent.tick(now: 13 * second) == .close(.enquireLinkTimeout))
    }

    @Test(arguments: [CommandID.submitSM, .deliverSMResp, .genericNack])
    func messagesAreTransactionsForTheInactivityTimer(_ commandID: CommandID) {
        var session = bound(
            .transceiver, SessionTimers(enquireLink: 0, inactivity: 10 * second))
        _ = session.received(bareHeader(.enquireLink), now: 3 * second)
        #expect(session.nextDeadline == 10 * second)
        _ = session.received(bareHeader(commandID), now: 5 * second)
        #expect(session.nextDeadline == 15 * second)
        #expect(session.tick(now: 15 * second) == .close(.inactivityTimeout))
    }

    @Test func aSessionWithoutTimersNeverHasADeadline() {
        var session = bound(.transceiver, noTimers)
        session.oldestUnanswered = 0
        session.enquireLinkSent(sequenceNumber: 2, now: 0)
        #expect(session.nextDeadline == .max)
        session.unbindSent(sequenceNumber: 3, now: 0)
        #expect(session.nextDeadline == .max)
    }
}
