// Rows of the table of settings: the schedule and the ceilings. SettingTable.swift holds their order.

private let second: Int64 = 1_000_000_000
private let millisecond: Int64 = 1_000_000

extension Setting {
    static let loadShape: [Setting] = [
        Setting(
            .load, "rate", flag: "--rate", \.rate, Form.rate.or("max"),
            "messages by schedule (open loop), or max: as the window allows (closed loop)"),
        Setting(
            .load, "duration", flag: "--duration", \.duration, .duration(millisecond...longest),
            "length of the measured part"),
        Setting(
            .load, "count", flag: "--count", \.count, Form.whole(1...1_000_000_000_000).optional,
            "stop after this many messages; without a duration it takes as long as it takes"),
        Setting(
            .load, "warmup", flag: "--warmup", \.warmup, .duration(0...longest),
            "load before the measured part, reported apart"),
        Setting(
            .load, "drain", flag: "--drain", \.drain, .duration(0...longest),
            "longest wait for receipts after the last response"),
        Setting(
            .load, "stages", flag: "--stage", list: \.stages, .stage,
            "one stretch of the schedule after another, in place of rate and duration",
            section: { (members) throws(Refusal) in try StageValue(members) }),
        Setting(
            .load, "segment", flag: "--segment", \.segment, Form.segment.or("none"),
            "the part of the schedule that this machine sends; ceilings are divided too",
            affectsLoad: false),
        Setting(
            .load, "startAt", flag: "--start-at", \.startAt, Form.startTime.or("bound"),
            "when the schedule starts; bound: as soon as every session is bound",
            affectsLoad: false),
        Setting(
            .load, "arrivals", flag: "--arrivals", \.arrivals, .choice("LAW"),
            "law of the gaps between messages of a schedule"),
        Setting(
            .load, "catchUp", flag: "--catch-up", \.catchUp, Form.catchUp.or("auto"),
            "late messages: dropped, at most so much faster, at once; auto: none with a ceiling"),
        Setting(
            .load, "lateness", \.lateness, Form.duration(0...3600 * second).or("auto"),
            "with catchUp none, a message later than this is missed; auto: 10ms or one gap"),
        Setting(
            .load, "seed", flag: "--seed", \.seed, .whole(0...UInt64(Int64.max)),
            "seed of everything random"),
    ]

    static let ceilings: [Setting] = [
        Setting(
            .ceiling, "ceiling", flag: "--ceiling", \.ceiling, Form.ceiling.or("none"),
            "never more messages, or segments, than this in any second, all sessions together",
            joinsRepeats: true),
        Setting(
            .ceiling, "ceilingAccount", flag: "--ceiling-account", \.ceilingAccount,
            Form.ceiling.or("none"), "the same for the sessions of one system_id",
            joinsRepeats: true),
        Setting(
            .ceiling, "ceilingSession", flag: "--ceiling-session", \.ceilingSession,
            Form.ceiling.or("none"), "the same for each session", joinsRepeats: true),
        Setting(
            .ceiling, "ceilingGuard", flag: "--ceiling-guard", \.ceilingGuard,
            .duration(0...second),
            "added to the ceiling's second against jitter on the way, at the cost of that much rate"
        ),
        Setting(
            .ceiling, "ceilingBurst", flag: "--ceiling-burst", \.ceilingBurst,
            Form.whole(0...1_000_000).or("auto"),
            "what 10 ms and 100 ms may hold beyond their share; auto: 1% of the ceiling, or 1"),
    ]
}
