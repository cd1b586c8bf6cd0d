// Rows of the table of settings: what a result must meet and where it goes. SettingTable.swift holds their order.

extension Setting {
    private static let watched = load + [Command.smsc]

    static let result: [Setting] = [
        Setting(
            .result, "thresholds", flag: "--threshold", list: \.thresholds, .text(200, "EXPR"),
            "a limit such as \"latency.p99 < 50ms\" or \"throttled == 0\"", affectsLoad: false),
        Setting(
            .result, "out", flag: "--out", list: \.outputs, .output,
            "a file to write, - for standard output; without one results/STARTED-PROFILE/ is made",
            affectsLoad: false),
        Setting(.result, "tags", flag: "--tag", map: \.tags, "a label kept in the result"),
        Setting(
            .result, "name", \.name, Form.runName.optional,
            "the run's name in the results folder; the profile's file name", affectsLoad: false),
        Setting(
            .result, "metrics", flag: "--metrics", \.metrics,
            Form.hostPort("127.0.0.1:9400").or("none"),
            "where the run's numbers are served for Prometheus while it goes on",
            affectsLoad: false),
        Setting(
            .result, "quiet", flag: "--quiet", for: watched, \.quiet, .truth,
            "no live line, the end only",
            affectsLoad: false),
        Setting(
            .result, "noColor", flag: "--no-color", for: watched, \.noColor, .truth,
            "no colours on a terminal",
            affectsLoad: false),
    ]
}
