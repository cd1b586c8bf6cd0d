// What the kernel's network allows: buffers, ports, waiting connections, times of receipt. Part of the
// judgement; pure.

extension Diagnosis {
    static func network(_ facts: MachineFacts) -> [Finding] {
        [
            buffer(
                "receive buffer", facts.environment.tcpReceiveBufferBytes,
                facts.environment.receiveBufferMaximumBytes, key: "tcp_rmem",
                enough: "4096 131072 6291456"),
            buffer(
                "send buffer", facts.environment.tcpSendBufferBytes,
                facts.environment.sendBufferMaximumBytes, key: "tcp_wmem",
                enough: "4096 16384 4194304"),
            ports(facts), backlog(facts), stamps(facts),
        ]
    }

    private static func buffer(
        _ subject: String, _ tcp: [Int64]?, _ maximum: Int64?, key: String, enough: String
    ) -> Finding {
        guard let tcp, tcp.count == 3 else {
            return .unread(subject, "/proc/sys/net/ipv4/\(key) cannot be read")
        }
        let asked = maximum.map { ", \(HumanUnits.bytes($0)) for who asks" } ?? ""
        let fact = "\(HumanUnits.bytes(tcp[1])), grows to \(HumanUnits.bytes(tcp[2]))\(asked)"
        guard tcp[2] < 1 << 20 else { return .ok(subject, fact) }
        return Finding(
            subject: subject, grade: .warning, fact: fact,
            spoils:
                "rates with wide windows: a full socket holds sends up, which counts as send lag",
            mend: "sudo sysctl -w net.ipv4.\(key)='\(enough)'")
    }

    private static func ports(_ facts: MachineFacts) -> Finding {
        guard let count = facts.environment.ephemeralPortCount else {
            return .unread("ports", "/proc/sys/net/ipv4/ip_local_port_range cannot be read")
        }
        let waiting = facts.layout.waitingPorts ?? 0
        let fact =
            "\(HumanUnits.count(count)) to connect from, \(HumanUnits.count(waiting)) in TIME_WAIT"
        guard count - waiting < 4_096 else { return .ok("ports", fact) }
        return Finding(
            subject: "ports", grade: count - waiting < 256 ? .bad : .warning, fact: fact,
            spoils:
                "runs with many sessions or many reconnects: a port rests for a minute after use",
            mend: count < 4_096
                ? "sudo sysctl -w net.ipv4.ip_local_port_range='32768 60999'"
                : "wait a minute: ss -s tells how many are left")
    }

    private static func backlog(_ facts: MachineFacts) -> Finding {
        guard let limit = facts.environment.listenBacklogLimit else {
            return .unread("backlog", "/proc/sys/net/core/somaxconn cannot be read")
        }
        let fact = "\(HumanUnits.count(limit)) connections may wait to be accepted"
        guard limit < 1_024 else { return .ok("backlog", fact) }
        return Finding(
            subject: "backlog", grade: .warning, fact: fact,
            spoils:
                "runs with many sessions against the built-in SMSC: connects beyond it are tried "
                + "again after a second",
            mend: "sudo sysctl -w net.core.somaxconn=4096")
    }

    private static func stamps(_ facts: MachineFacts) -> Finding {
        switch facts.trials.stampsReceives {
        case true?: return .ok("receive times", "the kernel notes them, tried over loopback")
        case nil: return .unread("receive times", "could not be tried over loopback")
        case false?:
            return Finding(
                subject: "receive times", grade: .warning,
                fact: "the kernel does not note them, tried over loopback",
                spoils:
                    "latency and service time: they hold the wake-up of our own thread, and the "
                    + "result says so (clock.receive)",
                mend: "a kernel with SO_TIMESTAMPING; sandboxes such as gVisor have none")
        }
    }
}
