// Mobile-originated messages on their way: which session takes the next, its deliver_sm in that
// session's output, and the ESME's answers. Runs on: shard threads. Allocates: when made.

import Platform
import SMPP

/// What a server's shards have in common for mobile-originated messages.
struct MobileOrigin: Sendable {
    let traffic: MobileTraffic
    let message: MobileMessage
    let schedule: MobileSchedule
    let progress: MobileProgress
    /// One for each shard.
    let latencies: [MobileLatency]

    init(_ traffic: MobileTraffic, shardCount: Int, arena: Arena) throws(MobileTextError) {
        self.traffic = traffic
        message = try MobileMessage(traffic)
        schedule = MobileSchedule(rate: traffic.rate, count: traffic.count)
        progress = MobileProgress(arena: arena)
        latencies = (0..<shardCount).map { _ in MobileLatency(arena: arena) }
    }
}

/// One shard's part in it.
struct MobileSender: Sendable, BitwiseCopyable {
    private struct Part: BitwiseCopyable {
        var offset: Int32 = 0
        var length: Int32 = 0
        var reference: Int32 = 0
        var referenceLength: Int32 = 0
    }

    let schedule: MobileSchedule
    let progress: MobileProgress
    let latency: MobileLatency
    let window: MobileWindow
    private let parts: Cells<Part>
    private let octets: Bytes
    private let alert: Bytes
    /// Of all cases those that are an alert_notification, 0 to 1.
    let alertShare: Double
    /// Octets of a whole message.
    let byteCount: Int
    /// The sessions that take messages, in turn.
    let targets: Cells<Int32>
    var targetCount = 0
    var turn = 0
    /// When the next message is due; .max if an event has to come first.
    var nextDue: Int64 = .max

    init(_ origin: MobileOrigin, shard: Int, sessionLimit: Int, arena: Arena) {
        schedule = origin.schedule
        progress = origin.progress
        latency = origin.latencies[shard]
        let list = origin.message.parts
        byteCount = origin.message.byteCount
        window = MobileWindow(
            arena: arena, sessionLimit: sessionLimit, limit: origin.traffic.window,
            partCount: list.count)
        parts = arena.cells(Part.self, count: list.count)
        octets = arena.bytes(byteCount)
        let alertOctets = MobileMessage.alert(origin.traffic)
        alert = arena.bytes(alertOctets.count)
        alert.copy(alertOctets, to: 0)
        alertShare = origin.traffic.alertPercent / 100
        targets = arena.cells(Int32.self, count: sessionLimit)
        var end = 0
        for (index, part) in list.enumerated() {
            octets.copy(part.octets, to: end)
            parts[index] = Part(
                offset: Int32(end), length: Int32(part.octets.count),
                reference: Int32(part.reference), referenceLength: Int32(part.referenceLength))
            end += part.octets.count
        }
    }

    /// deliver_sm of a message.
    @inline(__always) var partCount: Int { parts.count }

    /// Copies part `index` of message `number` to `out`; returns its length.
    @inline(__always)
    func write(_ index: Int, of number: Int64, to out: Bytes, at start: Int) -> Int {
        let part = parts[index]
        out.copy(from: octets, Int(part.offset), count: Int(part.length), to: start)
        let place = start &+ Int(part.reference)
        if part.referenceLength == 1 {
            out.store(UInt8(truncatingIfNeeded: number &+ 1), at: place)
        } else if part.referenceLength == 2 {
            out.store(UInt16(truncatingIfNeeded: number &+ 1).bigEndian, at: place)
        }
        return Int(part.length)
    }
}

extension MobileSender {
    /// Copies the alert_notification to `out`; returns its length.
    func writeAlert(to out: Bytes, at start: Int, sequenceNumber: UInt32) -> Int {
        out.copy(from: alert, 0, count: alert.count, to: start)
        out.store32(sequenceNumber, at: start &+ 12)
        return alert.count
    }
}

extension Shard {
    /// Messages sent in one turn at most.
    private static var mobilePerTurn: Int { 1_024 }

    /// A session has bound: it takes messages if it may receive and its account is one for them.
    mutating func offerMobile(_ session: Int, systemID: String, _ now: Int64) {
        guard sessions[session].mayReceive, let accounts = server.mobile?.traffic.accounts,
            accounts.isEmpty || accounts.contains(systemID)
        else { return }
        sessions[session].takesMobile = true
        sessions[session].mobile = MobileWindowState()
        mobile?.targets[mobile?.targetCount ?? 0] = Int32(truncatingIfNeeded: session)
        mobile?.targetCount += 1
        if let schedule = mobile?.schedule, let progress = mobile?.progress {
            tally.add(.mobileUnrouted, progress.addReceiver(schedule, now: now))
        }
    }

    /// A session receives nothing any more: what it had not answered never will be.
    mutating func withdrawMobile(_ session: Int) {
        guard sessions[session].takesMobile else { return }
        sessions[session].takesMobile = false
        tally.add(.mobileLost, Int64(sessions[session].mobile.outstanding))
        guard let count = mobile?.targetCount, let targets = mobile?.targets else { return }
        for index in 0..<count where Int(targets[index]) == session {
            targets[index] = targets[count - 1]
        }
        mobile?.targetCount = count - 1
        mobile?.progress.removeReceiver()
    }

    /// Sends the messages that are due to the sessions of this shard that have room.
    mutating func sendMobile(_ now: Int64) {
        guard mobile != nil else { return }
        mobile?.nextDue = .max
        guard let sender = mobile, sender.targetCount > 0, stopDeadline == .max else { return }
        let start = sender.progress.start
        for _ in 0..<Self.mobilePerTurn {
            let number = sender.progress.next
            guard number < sender.schedule.count else { return }
            let due = start &+ sender.schedule.time(of: number)
            guard due <= now else {
                mobile?.nextDue = due
                return
            }
            // An answer or room in an output brings the next turn.
            guard let session = nextMobileTarget() else { return }
            guard sender.progress.take(number) else { continue }
            send(number, sender, to: session, now)
        }
        mobile?.nextDue = now
    }

    /// The next session in turn with room for a message.
    private mutating func nextMobileTarget() -> Int? {
        guard let sender = mobile else { return nil }
        var turn = sender.turn
        for _ in 0..<sender.targetCount {
            turn = turn &+ 1 < sender.targetCount ? turn &+ 1 : 0
            let session = Int(sender.targets[turn])
            let room = ShardSettings.outputLength / 2 - Int(sessions[session].outCount)
            if room >= sender.byteCount,
                sender.window.hasRoom(sessions[session].mobile, parts: sender.partCount)
            {
                mobile?.turn = turn
                return session
            }
        }
        return nil
    }

    private mutating func send(
        _ number: Int64, _ sender: MobileSender, to session: Int, _ now: Int64
    ) {
        takeMemory(session)
        let out = memory[session]
        var end = Int(sessions[session].outCount)
        markDirty(session)
        if sender.alertShare > 0, rules.random.unit() < sender.alertShare {
            let number = sessions[session].nextSequence
            sessions[session].nextSequence = SequenceNumber.next(after: number)
            end &+= sender.writeAlert(to: out, at: end, sequenceNumber: number)
            sessions[session].outCount = Int32(truncatingIfNeeded: end)
            tally.add(.alertsSent)
            return
        }
        for part in 0..<sender.partCount {
            let length = sender.write(part, of: number, to: out, at: end)
            sender.window.sent(
                sessions[session].nextSequence, on: session, &sessions[session].mobile, at: now)
            stampDelivery(session, out, end, now, as: .mobileSent)
            end &+= length
        }
        sessions[session].outCount = Int32(truncatingIfNeeded: end)
        tally.add(.mobileMessages)
    }

    /// Takes the answer to deliver_sm `number`; false if that carried no mobile-originated message.
    mutating func answerMobile(
        _ session: Int, _ number: UInt32, isAccepted: Bool, _ now: Int64
    ) -> Bool {
        guard let sender = mobile,
            let sentAt = sender.window.answered(number, on: session, &sessions[session].mobile)
        else { return false }
        tally.add(isAccepted ? .mobileAcknowledged : .mobileRefused)
        sender.latency.add(now &- sentAt)
        sessions[session].hasTraffic = true
        sessions[session].lastTransaction = now
        return true
    }
}
