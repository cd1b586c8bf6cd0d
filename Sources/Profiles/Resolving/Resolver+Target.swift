// Who is loaded, and with which sessions and threads.

import FoundationEssentials
import LoadEngine
import MockSMSC
import SMPP

extension Resolver {
    /// The SMSC to load: the host of the profile, or the built-in SMSC.
    mutating func target() -> LoadPlan.Target {
        if let host = values.host {
            if origin("smsc.profile") != nil {
                complain("smsc.profile", "the built-in SMSC is not started when a host is named")
            }
            if values.tls, origin("port") == nil { values.port = Self.tlsPort }
            return LoadPlan.Target(host: host, port: values.port)
        }
        if origin("port") != nil {
            complain("port", "needs a host; the port of the built-in SMSC is smsc.port")
        }
        omitted.insert("port")
        values.smsc.port = values.smsc.port ?? 0
        let everywhere = ["0.0.0.0", "::"].contains(values.smsc.address)
        let address = everywhere ? "127.0.0.1" : values.smsc.address
        return LoadPlan.Target(host: address, port: 0)
    }

    /// One session, or a pair of them, per `sessions`.
    mutating func sessions() -> [LoadPlan.Session] {
        var bind = BindRequest()
        bind.systemID = values.systemID
        bind.password = password(
            of: "password", values.password, environment: "passwordEnv",
            values.passwordEnvironment, file: "passwordFile", values.passwordFile)
        bind.systemType = values.systemType
        bind.interfaceVersion = values.interfaceVersion
        bind.addressTON = values.addressTON
        bind.addressNPI = values.addressNPI
        bind.addressRange = values.addressRange
        let types: [BindType] =
            switch values.bind {
            case .transceiver: [.transceiver]
            case .transmitter: [.transmitter]
            case .receiver: [.receiver]
            case .pair: [.transmitter, .receiver]
            }
        if !types.contains(where: \.maySubmit) {
            complain("bind", "a receiver sends nothing; allowed transceiver, transmitter or pair")
        } else if values.receipts != .none, !types.contains(where: \.mayReceive) {
            let key = origin("receipts") == nil ? "bind" : "receipts"
            complain(key, "receipts need a bind that may receive: transceiver, receiver or pair")
        }
        return (0..<values.sessions).flatMap { _ in
            types.map { LoadPlan.Session(bind: bind, bindType: $0) }
        }
    }

    /// Decides how many threads send and serve, and where they are pinned.
    mutating func settleShards(sessions: UInt) {
        let processors = UInt(host.processorCount)
        let builtIn = values.host == nil
        if let shards = values.shards, shards > sessions {
            complain("shards", "\(shards) threads for \(sessions) sessions; allowed 1…\(sessions)")
        }
        // Half of the processors for the built-in SMSC, which works as hard as the sender.
        let automatic = builtIn ? max(1, processors / 2) : processors
        let senders = values.shards ?? min(sessions, automatic)
        let left = processors > senders ? processors - senders : 1
        let servers = builtIn ? values.smsc.shards ?? min(sessions, left) : 0
        values.shards = senders
        if builtIn { values.smsc.shards = servers }
        settle(\.firstCPU, first: 0, threads: senders, of: senders + servers)
        settle(\.smsc.firstCPU, first: senders, threads: servers, of: senders + servers)
    }

    /// Decides an automatic pinning: in a row from `first` when all `total` threads have room.
    mutating func settle(
        _ path: WritableKeyPath<SettingValues, Pinning>, first: UInt, threads: UInt, of total: UInt
    ) {
        guard values[keyPath: path] == .automatic else { return }
        let fits = threads > 0 && total <= UInt(host.processorCount)
        values[keyPath: path] = fits ? .from(UInt16(clamping: first)) : .none
    }

    /// The configuration of the built-in SMSC, all but what is its own default.
    mutating func smscConfiguration() -> MockSMSCConfiguration {
        let smsc = values.smsc
        var configuration = smsc.configuration
        configuration.address = smsc.address
        configuration.port = smsc.port ?? 0
        configuration.tls = tlsOfServer()
        configuration.systemID = smsc.systemID
        configuration.accounts = smsc.accounts
        checkLimits(configuration)
        let password = password(
            of: "smsc.account", nil, environment: "smsc.passwordEnv", smsc.passwordEnvironment,
            file: "smsc.passwordFile", smsc.passwordFile)
        if let account = smsc.account {
            configuration.accounts.append(
                MockSMSCConfiguration.Account(systemID: account, password: password))
        } else if smsc.passwordEnvironment != nil || smsc.passwordFile != nil {
            let key = smsc.passwordFile == nil ? "smsc.passwordEnv" : "smsc.passwordFile"
            complain(key, "a password without an account; name the account too")
        }
        configuration.shardCount = Int(smsc.shards ?? 1)
        if case .from(let first) = smsc.firstCPU { configuration.firstCPU = Int(first) }
        configuration.sessionInitTimeout = smsc.sessionInitTimeout
        configuration.enquireLinkInterval = smsc.enquireLinkInterval
        configuration.inactivityTimeout = smsc.inactivityTimeout
        configuration.responseTimeout = smsc.responseTimeout
        configuration.pduLengthLimit = Int(smsc.pduLengthLimit)
        configuration.connectionLimit = Int(smsc.connectionLimit)
        configuration.storeCapacity = Int(smsc.store)
        configuration.tapLimit = Int64(smsc.tapLimit) * 1_000_000
        if let log = configuration.pduLog, log == configuration.captureFile {
            complain("smsc.pcap", "the same file as smsc.pduLog")
        }
        configuration.unsupported = smsc.unsupported
        configuration.faults = smsc.faults.compactMap(\.named)
        if configuration.faults.count > Fault.limit {
            complain(
                "smsc.faults",
                "\(configuration.faults.count) faults; allowed at most \(Fault.limit)")
        }
        if configuration.outbinds.count > OutbindTarget.limit {
            complain(
                "smsc.outbind",
                "\(configuration.outbinds.count) ESMEs; allowed at most \(OutbindTarget.limit)")
        }
        configuration.mobile = mobileTraffic()
        return configuration
    }

    /// Limits add up over the SMSC and an account.
    private mutating func checkLimits(_ configuration: MockSMSCConfiguration) {
        let all = [configuration.rules] + configuration.accounts.compactMap(\.rules)
        let shared = configuration.rules.limits.count { $0.scope == .smsc }
        for (index, rules) in all.enumerated() {
            let count = rules.limits.count + (index == 0 ? 0 : shared)
            if count > AccountRules.limitCount {
                complain(
                    index == 0 ? "smsc.limits" : "smsc.accounts",
                    "\(count) limits for one session; allowed at most \(AccountRules.limitCount)")
            }
        }
    }

    /// Mobile-originated messages, if there is a rate of them.
    private mutating func mobileTraffic() -> MobileTraffic? {
        guard let rate = values.smsc.mobileRate else {
            if origin("smsc.mo.count") != nil {
                complain("smsc.mo.count", "means nothing without smsc.mo.rate")
            }
            for setting in Setting.mobileRows { omitted.insert(setting.key) }
            return nil
        }
        var traffic = values.smsc.mobile
        traffic.rate = rate
        traffic.window = Int(values.smsc.mobileWindow)
        traffic.count = values.smsc.mobileCount.map { Int64(clamping: $0) }
        if let problem = traffic.problem { complain("smsc.mo.text", problem) }
        return traffic
    }

    /// The password from wherever it was given: the command line before the profile.
    ///
    /// Complaints never show it.
    private mutating func password(
        of key: String, _ written: String?, environment environmentKey: String,
        _ variable: String?, file fileKey: String, _ path: String?
    ) -> String {
        let given = [key, environmentKey, fileKey].filter { candidate in
            candidate == key ? written != nil : origin(candidate) != nil
        }
        let commandLine = given.filter { origin($0)?.layer == .commandLine }
        let keys = commandLine.isEmpty ? given : commandLine
        guard let chosen = keys.first else { return "" }
        if keys.count > 1, let other = origin(keys[1])?.place {
            complain(chosen, "not together with \(other)")
            return ""
        }
        var password = written ?? ""
        if chosen == environmentKey, let variable {
            guard let value = host.environment[variable] else {
                complain(chosen, "the environment has no variable \"\(shown(variable))\"")
                return ""
            }
            password = value
        } else if chosen == fileKey, let path {
            guard let data = FileManager.default.contents(atPath: path) else {
                complain(chosen, "\"\(shown(path))\" cannot be read")
                return ""
            }
            password = String(decoding: data, as: UTF8.self)
            while password.last?.isNewline == true { password.removeLast() }
        }
        let fits = password.utf8.allSatisfy { (0x20...0x7E).contains($0) }
        if !fits || password.utf8.count > 8 {
            complain(
                chosen,
                "the password has \(password.utf8.count) bytes; allowed at most 8 ASCII "
                    + "characters (SMPP 3.4 § 4.1.1)")
        }
        return password
    }
}
