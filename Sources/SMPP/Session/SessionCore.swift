// What the ESME's and the SMSC's session machines have in common: the state, the times of what has
// happened, and from them the one next thing that a timer will ask for. No I/O, no clock.
// Runs on: shard thread. Allocates: never.

/// State and timers of one side of a session (SMPP 3.4 § 2.2 and § 7.2).
@usableFromInline
struct SessionCore: Sendable, BitwiseCopyable {
    /// A request of our own that the machine itself waits for.
    struct Pending: Sendable, BitwiseCopyable {
        var sequenceNumber: UInt32
        var since: Int64
    }

    let timers: SessionTimers
    @usableFromInline var state: SessionState = .closed
    /// When the last PDU came, or the session was bound.
    @usableFromInline var lastReceived: Int64 = 0
    /// When the last PDU came that is neither an enquire_link nor its response.
    @usableFromInline var lastTransaction: Int64 = 0
    /// When the oldest request that the caller waits for was sent; `Int64.max` for none.
    @usableFromInline var oldestUnanswered = Int64.max
    /// Responses that nobody had asked for.
    var ignoredResponses = 0
    /// Our bind while binding, our unbind while unbinding.
    var pending: Pending?
    var enquireLink: Pending?
    private var connectedAt: Int64 = 0

    init(timers: SessionTimers) {
        self.timers = timers
    }

    mutating func connected(now: Int64) {
        precondition(state == .closed, "connected twice")
        self = SessionCore(timers: timers)
        state = .open
        connectedAt = now
    }

    mutating func bound(_ type: BindType, now: Int64) {
        state = .bound(type)
        pending = nil
        lastReceived = now
        lastTransaction = now
    }

    mutating func enquireLinkSent(sequenceNumber: UInt32, now: Int64) {
        enquireLink = Pending(sequenceNumber: sequenceNumber, since: now)
    }

    mutating func unbindSent(sequenceNumber: UInt32, now: Int64) {
        guard case .bound(let type) = state else { preconditionFailure("unbind without a bind") }
        state = .unbinding(type)
        pending = Pending(sequenceNumber: sequenceNumber, since: now)
    }

    mutating func close() {
        state = .closed
        oldestUnanswered = .max
    }

    /// Whether `header` answers our enquire_link; then it is answered.
    mutating func takeEnquireLinkAnswer(_ header: PDUHeader) -> Bool {
        guard enquireLink?.sequenceNumber == header.sequenceNumber else { return false }
        enquireLink = nil
        return true
    }

    /// Whether `header` answers our bind or unbind.
    func answersPending(_ header: PDUHeader) -> Bool {
        pending?.sequenceNumber == header.sequenceNumber
    }

    /// The next thing that a timer will ask for, and when, if nothing happens until then.
    func nextEvent() -> (at: Int64, action: OnTick) {
        switch state {
        case .closed:
            return (.max, .none)
        case .open:
            return (after(connectedAt, timers.sessionInit), .close(.sessionInitTimeout))
        case .binding:
            guard let pending else { return (.max, .none) }
            let answer = after(pending.since, timers.response)
            return (min(answer, after(connectedAt, timers.sessionInit)), .close(.bindTimeout))
        case .unbinding:
            return (after(pending?.since ?? .max, timers.response), .close(.unbindTimeout))
        case .bound:
            var next = linkEvent()
            let inactive = after(lastTransaction, timers.inactivity)
            if inactive <= next.at { next = (inactive, .close(.inactivityTimeout)) }
            let unanswered = after(oldestUnanswered, timers.response)
            if unanswered <= next.at { next = (unanswered, .close(.responseTimeout)) }
            return next
        }
    }

    /// While an enquire_link is out, every PDU that comes shows as well as its answer that the peer
    /// has its session still, so the wait begins anew with each.
    private func linkEvent() -> (at: Int64, action: OnTick) {
        if let enquireLink {
            let since = max(enquireLink.since, lastReceived)
            return (after(since, timers.response), .close(.enquireLinkTimeout))
        }
        return (after(lastReceived, timers.enquireLink), .sendEnquireLink)
    }

    private func after(_ start: Int64, _ duration: Int64) -> Int64 {
        guard duration > 0 else { return .max }
        let (end, overflow) = start.addingReportingOverflow(duration)
        return overflow ? .max : end
    }

    mutating func tick(now: Int64) -> OnTick {
        let next = nextEvent()
        guard now >= next.at else { return .none }
        if case .close = next.action { close() }
        return next.action
    }

    /// A response of 16 octets to `request`.
    func response(to request: PDUHeader, _ status: CommandStatus) -> PDUHeader {
        bodiless(request.commandID.response, status, request.sequenceNumber)
    }

    /// The answer to a request that is not allowed now: the status in its own response where the
    /// standard has one, otherwise a generic_nack (§ 4.3), which is also what an unknown command
    /// gets.
    func refusal(of request: PDUHeader, _ status: CommandStatus) -> PDUHeader {
        if request.commandID.expectsResponse { return response(to: request, status) }
        let isKnown = request.commandID.specName != nil
        return bodiless(
            .genericNack, isKnown ? status : .invalidCommandID, request.sequenceNumber)
    }

    private func bodiless(
        _ commandID: CommandID, _ status: CommandStatus, _ sequenceNumber: UInt32
    ) -> PDUHeader {
        PDUHeader(
            commandLength: UInt32(PDUHeader.byteCount), commandID: commandID,
            commandStatus: status, sequenceNumber: sequenceNumber)
    }
}
