// Limits as the message path keeps them: the window, the rates, the balance, and what happens to a
// message too many. Runs on: shard threads. Allocates: never. Throws: never.

import Platform
import SMPP

extension Shard {
    /// Asks the session's window and its limits for room for a submit_sm.
    ///
    /// Returns when it may be answered at the earliest; nil if it has been refused, or ends the
    /// session.
    @inline(__always)
    mutating func passLimits(_ batch: inout Batch, _ text: SubmitText, _ offset: Int) -> Int64? {
        let own = rules.sessions[batch.session]
        if own.window > 0, own.pending >= own.window {
            tally.add(.windowExceeded)
            if own.windowExcess.kind == .stopReading {
                pause(batch.session, until: .max)
            } else if !own.windowExcess.waits {
                exceed(&batch, offset, own.windowExcess)
                return nil
            }
        }
        var ready = batch.now
        for index in 0..<Int(own.limiterCount) {
            let limiter = rules.limiters[batch.session &* AccountRules.limitCount &+ index]
            let waits = limiter.excess.waits
            let time = limiter.meter.take(
                limiter.isPerSegment ? text.segments : 1, at: batch.now, waits: waits,
                in: rules.memory.words)
            if time == RateMeter.refused {
                tally.add(.throttled)
                exceed(&batch, offset, limiter.excess)
                return nil
            }
            guard time > ready else { continue }
            ready = time
            if limiter.excess.kind == .stopReading { pause(batch.session, until: time) }
        }
        if ready > batch.now { tally.add(.slowed) }
        return ready
    }

    /// Takes the price of a message off the account's balance; refuses it if that is too low.
    @inline(__always)
    mutating func pay(_ batch: inout Batch, _ text: SubmitText, _ offset: Int) -> Bool {
        let own = rules.sessions[batch.session]
        guard own.balance >= 0 else { return true }
        let price = own.paysSegments ? text.segments : 1
        let words = rules.memory.words
        while true {
            let rest = words.load(own.balance)
            guard rest >= price else { break }
            if words.exchange(rest, with: rest &- price, at: own.balance) { return true }
        }
        tally.add(.balanceRefused)
        let delay = rules.rejectDelays.draw(&rules.random)
        respond(&batch, offset, own.emptyBalance, at: batch.now &+ delay)
        return false
    }

    /// Does with a message too many what the limit says.
    private mutating func exceed(_ batch: inout Batch, _ offset: Int, _ excess: ExcessCode) {
        switch excess.kind {
        case .unbind, .close:
            batch.ending = excess.kind
        case .status, .slowAnswers, .stopReading:
            let delay = rules.throttleDelays.draw(&rules.random)
            respond(&batch, offset, excess.status, at: batch.now &+ delay)
        }
    }

    /// Ends a session that has exceeded a limit; false if it is not to be read any further.
    mutating func end(_ session: Int, as kind: ExcessCode.Kind, _ now: Int64) -> Bool {
        tally.add(.closedForExcess)
        guard kind == .unbind, case .bound = machines[session].state else {
            close(session, now)
            return false
        }
        noteTraffic(session)
        let number = request(session, .unbind)
        machines[session].unbindSent(sequenceNumber: number, now: now)
        sessions[session].maySubmit = false
        setDeadline(session, machines[session].nextDeadline)
        return true
    }

    /// Does not read the socket until `time`; .max: until the window has room.
    private mutating func pause(_ session: Int, until time: Int64) {
        let earlier = sessions[session].isPaused ? rules.sessions[session].resumes : 0
        rules.sessions[session].resumes = max(earlier, time)
        sessions[session].isPaused = true
        if time < .max { setDeadline(session, time) }
    }

    /// Reads a paused session again once its time has come.
    mutating func resumeReading(_ session: Int, _ now: Int64) {
        guard sessions[session].isPaused else { return }
        let time = rules.sessions[session].resumes
        if time == .max { return }
        guard time <= now else { return setDeadline(session, time) }
        sessions[session].isPaused = false
        updateWatch(session)
    }

    /// A response that waited is on its way.
    mutating func countAnswer(_ session: Int) {
        rules.sessions[session].pending &-= 1
        let own = rules.sessions[session]
        guard sessions[session].isPaused, own.resumes == .max, own.pending < own.window else {
            return
        }
        // The end of the turn looks at the socket again.
        sessions[session].isPaused = false
        markDirty(session)
    }
}
