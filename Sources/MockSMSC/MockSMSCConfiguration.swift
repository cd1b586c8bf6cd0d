// What the built-in SMSC accepts and how it answers. Profiles and tests build it; the server reads
// it once at start. All durations are nanoseconds; 0 turns a timer off.

public import SMPP

/// Settings of the built-in SMSC.
public struct MockSMSCConfiguration: Sendable {
    /// An ESME's credentials.
    public struct Account: Sendable, Equatable {
        /// At most 15 characters.
        public var systemID: String
        /// At most 8 characters.
        public var password: String
        /// Its own rules in the place of everybody's; limits of the scope `smsc` hold all the same.
        public var rules: AccountRules?

        /// An account.
        public init(systemID: String, password: String, rules: AccountRules? = nil) {
            self.systemID = systemID
            self.password = password
            self.rules = rules
        }
    }

    /// TLS (1.2 or newer) on a port of its own, beside the plain one.
    public struct TLS: Sendable, Equatable {
        /// TCP port; 0 = any free one.
        public var port: UInt16
        /// PEM file with the certificate and its chain; nil: one is made for this server alone.
        public var certificateFile: String?
        /// PEM file with the key; nil: the same file.
        public var keyFile: String?
        /// PEM file with the authorities of the clients' certificates, which then are required.
        public var clientAuthoritiesFile: String?

        /// TLS on `port` with a certificate made for it.
        public init(port: UInt16) {
            self.port = port
        }
    }

    /// Local address to listen on.
    public var address = "127.0.0.1"
    /// TCP port; 0 = any free one.
    public var port: UInt16 = 2775
    /// TLS beside it, if set.
    public var tls: TLS?
    /// The system_id in bind responses.
    public var systemID = "smppbench"
    /// Who may bind; empty: any credentials.
    public var accounts: [Account] = []
    /// Threads that serve connections, 1 to `MockSMSC.shardLimit`.
    public var shardCount = 1
    /// Pin server shard i to processor `firstCPU + i`, if set and permitted.
    public var firstCPU: Int?
    /// The rules of all accounts that have none of their own.
    public var rules = AccountRules()
    /// From an accepted submit_sm to its response; a random one puts the responses out of order.
    public var responseDelay: Delay = 0
    /// From a submit_sm refused by a rule to its response.
    public var rejectDelay: Delay = 0
    /// From a submit_sm refused by a limit to its response.
    public var throttleDelay: Delay = 0
    /// From the submit_sm_resp to the delivery receipt.
    public var receiptDelay: Delay = 0
    /// Of a hundred receipts so many go out before their response.
    public var earlyReceipts = 0.0
    /// Divides receipt delays, and what is left until a schedule or the end of a validity: 60 makes
    /// minutes of hours.
    public var timeCompression = 1.0
    /// Receipts go round the account's receiving sessions instead of to the session that submitted.
    public var spreadsReceipts = false
    /// What becomes of messages; what no rule fits is accepted.
    public var outcomes: [OutcomeRule] = []
    /// Messages that rules about repeats remember, for the whole server.
    public var repeatCapacity = 1 << 16
    /// How accepted messages end; empty: all are delivered.
    public var receiptStates: [ReceiptShare] = []
    /// States that are told before the end; empty: none.
    public var intermediateStates: [ReceiptShare] = []
    /// From the submit_sm_resp to what is told before the end.
    public var intermediateDelay: Delay = 0
    /// How message ids and receipts are written.
    public var dialect = ReceiptDialect()
    /// What everything random is drawn from; the same seed and traffic give the same draws.
    public var seed: UInt64 = 1
    /// Receipts and delayed responses that may wait for their time or their session, per shard;
    /// beyond that a submit_sm that needs to wait, or to have its receipt wait, gets ESME_RMSGQFUL
    /// at once.
    public var receiptCapacity = 1 << 18
    /// Messages that query_sm, cancel_sm and replace_sm find, per shard, the latest; 0: none, and
    /// those get generic_nack.
    public var storeCapacity = 0
    /// Commands that get generic_nack with ESME_RINVCMDID; not submit_sm.
    public var unsupported: [CommandID] = []
    /// Messages from telephones, if any.
    public var mobile: MobileTraffic?
    /// What goes wrong, and when.
    public var faults: [Fault] = []
    /// ESMEs that listen and get an outbind; at most `OutbindTarget.limit`.
    public var outbinds: [OutbindTarget] = []
    /// A connection must bind within this time.
    public var sessionInitTimeout: Int64 = 10_000_000_000
    /// Silence after which the server sends enquire_link.
    public var enquireLinkInterval: Int64 = 30_000_000_000
    /// Silence after which the server closes.
    public var inactivityTimeout: Int64 = 0
    /// The ESME must answer a server PDU within this time.
    public var responseTimeout: Int64 = 60_000_000_000
    /// How long a stop waits for the peers' unbind_resp.
    public var stopGrace: Int64 = 1_000_000_000
    /// Longest command_length accepted, bytes.
    public var pduLengthLimit = 70_000
    /// Connections served at once; more are closed at accept.
    public var connectionLimit = 10_000

    /// A peer that reads nothing for so long, while output waits for it, is closed.
    public var slowReaderTimeout: Int64 = 60_000_000_000
    /// Keep the worst sliding second of each account, for `MockSMSCCounters.accounts`.
    public var watchesAccounts = false
    /// A file that gets a line for every PDU, if any.
    public var pduLog: String?
    /// A capture file for packet analysers, if any.
    public var captureFile: String?
    /// Octets that each of the two files may have.
    public var tapLimit: Int64 = 1_000_000_000

    /// The defaults: port 2775, any credentials, receipts at once.
    public init() {}
}

extension MockSMSCConfiguration {
    /// The rules of everybody and of every account.
    var allRules: [AccountRules] {
        [rules] + accounts.compactMap(\.rules)
    }

    /// The rules of an account: its own, with the limits of the whole SMSC.
    func rules(of account: Account?) -> AccountRules {
        guard var own = account?.rules else { return rules }
        own.limits += rules.limits.filter { $0.scope == .smsc }
        return own
    }

    /// Whether every submit_sm is accepted, answered at once, and receipted in the standard's form.
    var isPlain: Bool {
        responseDelay == 0 && receiptDelay.constant != nil && earlyReceipts == 0
            && !spreadsReceipts && outcomes.isEmpty && receiptStates.isEmpty
            && storeCapacity == 0 && intermediateStates.isEmpty && dialect == ReceiptDialect()
            && allRules.allSatisfy {
                $0.limits.isEmpty && $0.window == nil && $0.balance == nil
            }
    }
}
