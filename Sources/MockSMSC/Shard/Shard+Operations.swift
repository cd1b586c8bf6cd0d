// query_sm, cancel_sm and replace_sm: an ESME's questions about its own messages, wherever those were
// accepted. Runs on: shard threads. Allocates: yes, once a question; throws nothing.

import Platform
import SMPP

extension Shard {
    /// Answers an operation on messages; false if this server has no store, or the PDU is no such.
    mutating func operate(
        _ session: Int, _ header: PDUHeader, _ offset: Int, _ length: Int, _ now: Int64
    ) -> Bool {
        guard store != nil else { return false }
        switch header.commandID {
        case .querySM, .cancelSM, .replaceSM: break
        default: return false
        }
        guard sessions[session].maySubmit else {
            reply(session, header, .invalidBindStatus)
            return true
        }
        switch decoded(offset, length) {
        case .success(.querySM(let body)): query(session, header, body, now)
        case .success(.cancelSM(let body)): cancel(session, header, body, now)
        case .success(.replaceSM(let body)): replace(session, header, body, now)
        case .success: return false
        case .failure(let error): refuse(session, header, error)
        }
        return true
    }

    /// The PDU at `offset` of the input.
    func decoded(_ offset: Int, _ length: Int) -> Result<PDU, PDUError> {
        input.withSpan(offset, length) { frame in
            do throws(PDUError) {
                return .success(try PDU(decoding: frame))
            } catch {
                return .failure(error)
            }
        }
    }

    /// Answers a PDU that does not decode as the error says.
    mutating func refuse(_ session: Int, _ header: PDUHeader, _ error: PDUError) {
        tally.add(.malformed)
        switch error.disposition {
        case .respond(let status): reply(session, header, status)
        case .nack(let status):
            append(session, Self.header(.genericNack, status, header.sequenceNumber))
        case .discard, .closeSession: break
        }
    }

    /// Answers with a header alone.
    mutating func reply(
        _ session: Int, _ header: PDUHeader, _ status: CommandStatus
    ) {
        append(session, Self.header(header.commandID.response, status, header.sequenceNumber))
    }

    /// The shard, the store and the message of an id, if it is the account's own.
    private func find(
        _ id: String, _ session: Int
    ) -> (shard: Int, store: MessageStore, message: StoredMessage)? {
        guard let name = MessageName(id, server.configuration.dialect.responseID),
            server.stores.indices.contains(name.shard)
        else {
            return nil
        }
        let store = server.stores[name.shard]
        guard let message = store.locked({ store.find(name.number) }),
            message.account == sessions[session].account
        else { return nil }
        return (name.shard, store, message)
    }

    private static func address(_ ton: UInt8, _ npi: UInt8, _ address: String) -> [UInt8] {
        [ton, npi] + Array(address.utf8)
    }

    /// query_sm: the source must be the message's (SMPP 3.4 § 4.8.1).
    private mutating func query(
        _ session: Int, _ header: PDUHeader, _ body: QuerySM, _ now: Int64
    ) {
        tally.add(.queries)
        guard let (_, store, message) = find(body.messageID, session) else {
            return reply(session, header, .invalidMessageID)
        }
        let source = Self.address(body.sourceTON, body.sourceNPI, body.sourceAddress)
        guard store.locked({ store.addresses(of: message).source == source }) else {
            return reply(session, header, .queryFailed)
        }
        var answer = QuerySMResp()
        answer.messageID = body.messageID
        answer.messageState = message.state(at: now)
        if message.isFinal(at: now) {
            answer.finalDate = DeliveryTime.text(message.finalAt + Clock.wall() - now)
            answer.errorCode = UInt8(clamping: message.error)
        }
        let octets = try? PDU.querySMResp(answer).encoded(sequenceNumber: header.sequenceNumber)
        let room = ShardSettings.outputLength - ShardSettings.outputReserve
        if Int(sessions[session].outCount) + (octets?.count ?? 0) > room { _ = write(session) }
        let start = Int(sessions[session].outCount)
        guard let octets, start + octets.count <= room else {
            // A header is no longer than the question, for which there is room.
            return reply(session, header, .queryFailed)
        }
        takeMemory(session)
        memory[session].copy(octets, to: start)
        sessions[session].outCount = Int32(start + octets.count)
    }

    /// cancel_sm: one message by its id, or all between two addresses (SMPP 3.4 § 4.9.1).
    private mutating func cancel(
        _ session: Int, _ header: PDUHeader, _ body: CancelSM, _ now: Int64
    ) {
        let source = Self.address(body.sourceTON, body.sourceNPI, body.sourceAddress)
        let destination = Self.address(
            body.destinationTON, body.destinationNPI, body.destinationAddress)
        if body.messageID.isEmpty {
            return cancelAll(session, header, source, destination, body.serviceType, now)
        }
        guard let (shard, store, message) = find(body.messageID, session) else {
            return reply(session, header, .invalidMessageID)
        }
        let own = store.locked { store.addresses(of: message) }
        // The destination may be left out when there is an id.
        let fits =
            own.source == source
            && (body.destinationAddress.isEmpty || own.destination == destination)
        guard fits, !message.isFinal(at: now) else { return reply(session, header, .cancelFailed) }
        // Its receipt comes after the answer.
        reply(session, header, .ok)
        end(message, in: store, shard, now)
    }

    private mutating func cancelAll(
        _ session: Int, _ header: PDUHeader, _ source: [UInt8], _ destination: [UInt8],
        _ serviceType: String, _ now: Int64
    ) {
        let account = sessions[session].account
        let found = server.stores.map { store in
            store.locked {
                store.open(of: account, at: now).filter {
                    let own = store.addresses(of: $0)
                    return own.source == source && own.destination == destination
                        && (serviceType.isEmpty || own.serviceType == Array(serviceType.utf8))
                }
            }
        }
        reply(session, header, found.allSatisfy(\.isEmpty) ? .cancelFailed : .ok)
        for (shard, messages) in found.enumerated() {
            for message in messages { end(message, in: server.stores[shard], shard, now) }
        }
    }

    private mutating func end(
        _ message: StoredMessage, in store: MessageStore, _ shard: Int, _ now: Int64
    ) {
        tally.add(.cancelled)
        var message = message
        message.finalAt = now
        message.finalState = MessageState.deleted.rawValue
        message.error = 0
        message.isChanged = true
        message.isTold = tellAtOnce(message, shard: shard, now)
        store.locked { store.update(message) }
    }

    /// replace_sm: new times for a message that is on its way (SMPP 3.4 § 4.10.1).
    ///
    /// The text goes nowhere: what a message says is only quoted by its receipt, which keeps the old.
    private mutating func replace(
        _ session: Int, _ header: PDUHeader, _ body: ReplaceSM, _ now: Int64
    ) {
        guard let (_, store, found) = find(body.messageID, session) else {
            return reply(session, header, .invalidMessageID)
        }
        let source = Self.address(body.sourceTON, body.sourceNPI, body.sourceAddress)
        guard store.locked({ store.addresses(of: found).source == source }),
            !found.isFinal(at: now)
        else { return reply(session, header, .replaceFailed) }
        var message = found
        let wall = Clock.wall() - now
        func instant(_ text: String) -> Int64? {
            DeliveryTime.instant(text, now: now + wall).map {
                settings.compressed($0 - wall, from: now)
            }
        }
        if let start = instant(body.scheduleDeliveryTime), start > message.finalAt {
            message.finalAt = start
            message.isChanged = true
        }
        if let end = instant(body.validityPeriod), end < message.finalAt {
            message.finalAt = max(end, now)
            message.finalState = MessageState.expired.rawValue
            message.isChanged = true
        }
        store.locked { store.update(message) }
        tally.add(.replaced)
        reply(session, header, .ok)
    }
}
