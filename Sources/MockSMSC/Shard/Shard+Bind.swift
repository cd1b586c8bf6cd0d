// Binds: who it is, whether the password is right, and what the session may do from now on.
// Runs on: shard threads. Allocates: yes, once a bind.

import Platform
import SMPP

extension Shard {
    /// Decides on the bind of `type` at `offset` of the input and answers it.
    mutating func authenticate(
        _ session: Int, _ type: BindType, _ offset: Int, _ length: Int, _ now: Int64
    ) {
        let number = input.load32(at: offset + 12)
        switch decoded(offset, length) {
        case .success(.bind(_, let request)):
            decide(session, type, request, number, now)
        case .success:
            refuse(session, type.commandID.response, .bindFailed, number)
        case .failure(let error):
            tally.add(.malformed)
            switch error.disposition {
            case .nack(let status):
                refuse(session, .genericNack, status, number)
            case .respond(let status):
                refuse(session, type.commandID.response, status, number)
            case .discard, .closeSession:
                refuse(session, type.commandID.response, .bindFailed, number)
            }
        }
    }

    private mutating func decide(
        _ session: Int, _ type: BindType, _ request: BindRequest, _ number: UInt32, _ now: Int64
    ) {
        let response = type.commandID.response
        if let status = refusalOfBind(request.systemID) {
            return refuse(session, response, status, number)
        }
        let answer = server.accounts.authenticate(
            systemID: request.systemID, password: request.password)
        switch answer {
        case .account(let account):
            admit(session, type, request, account: account, number, now)
        case .unknownSystemID:
            refuse(session, response, .invalidSystemID, number)
        case .wrongPassword:
            refuse(session, response, .invalidPassword, number)
        case .tooManyAccounts:
            refuse(session, response, .bindFailed, number)
        }
    }

    /// The credentials are right: asks the account's rules.
    private mutating func admit(
        _ session: Int, _ type: BindType, _ request: BindRequest, account: Int32,
        _ number: UInt32, _ now: Int64
    ) {
        let own = server.accounts.rules(of: request.systemID)
        let response = type.commandID.response
        guard isAllowed(session, own) else {
            tally.add(.bindsRefusedForAddress)
            return refuse(session, response, .bindFailed, number)
        }
        guard own.bindTypes.contains(type) else {
            tally.add(.bindsRefusedForType)
            return refuse(session, response, .bindFailed, number)
        }
        guard server.accounts.enter(account, limit: own.maximumBinds) else {
            tally.add(.bindsRefusedForNumber)
            switch own.extraBind {
            case .status(let status): refuse(session, response, status, number)
            case .close:
                tally.add(.bindsRefused)
                tally.add(.closedForExcess)
                sessions[session].isDropped = true
            }
            return
        }
        sessions[session].isBound = true
        if !settings.isPlain {
            rules.sessions[session] = SessionRules(
                own, account: account, shard: index, session: session, memory: rules.memory,
                limiters: rules.limiters)
        }
        accept(session, type, request, account: account, number, now)
    }

    private func isAllowed(_ session: Int, _ own: AccountRules) -> Bool {
        if own.allowedAddresses.isEmpty { return true }
        guard let address = sessions[session].socket.peerAddress else { return false }
        return own.allowedAddresses.contains { $0.contains(address) }
    }

    private mutating func refuse(
        _ session: Int, _ commandID: CommandID, _ status: CommandStatus, _ number: UInt32
    ) {
        tally.add(.bindsRefused)
        machines[session].bindRefused()
        append(session, Self.header(commandID, status, number))
    }

    private mutating func accept(
        _ session: Int, _ type: BindType, _ request: BindRequest, account: Int32,
        _ number: UInt32, _ now: Int64
    ) {
        // An ESME of an older version would not understand the TLV (SMPP 3.4 § 3.3).
        let knowsTLVs = request.interfaceVersion >= 0x34
        let body = BindResp(
            systemID: server.configuration.systemID, interfaceVersion: knowsTLVs ? 0x34 : nil)
        sessions[session].account = account
        guard let pdu = try? PDU.bindResp(type, body).encoded(sequenceNumber: number) else {
            return refuse(session, type.commandID.response, .bindFailed, number)
        }
        takeMemory(session)
        let start = Int(sessions[session].outCount)
        memory[session].copy(pdu, to: start)
        sessions[session].outCount = Int32(start + pdu.count)
        tally.add(.binds)
        machines[session].bindAccepted(now: now)
        sessions[session].maySubmit = machines[session].maySubmit
        sessions[session].mayReceive = machines[session].mayReceive
        meetFaults(session, systemID: request.systemID, now)
        offerMobile(session, systemID: request.systemID, now)
        if sessions[session].mayReceive,
            server.accounts.addReceiver(reference(session), of: account)
        {
            // Each shard may have receipts that wait for this.
            for shard in 0..<outgoing.count { server.wake(shard) }
        }
    }
}
