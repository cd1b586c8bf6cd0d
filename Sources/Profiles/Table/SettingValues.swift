// The typed value of every row of the table. The initial values are the defaults: those of LoadPlan
// and MockSMSCConfiguration wherever they have one, so that there is no second list of them.

import LoadEngine
import MockSMSC
import SMPP

/// A label the user gives a run.
public struct Tag: Sendable, Equatable {
    /// The label's name.
    public var name: String
    /// Its value.
    public var value: String

    /// A label.
    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// Which sessions are bound, `sessions` times.
enum BindMode: String, CaseIterable, Sendable {
    case transceiver, transmitter, receiver
    /// A transmitter and a receiver.
    case pair
}

/// What becomes of lost sessions.
enum ReconnectMode: String, CaseIterable, Sendable {
    /// They come back.
    case auto
    /// They stay lost.
    case none
}

/// Where a group of threads is pinned.
enum Pinning: Sendable, Equatable {
    /// Nowhere.
    case none
    /// From the first processor no other group of this process uses, if there are enough.
    case automatic
    /// From this processor on.
    case from(UInt16)
}

/// A value per row of the table.
///
/// nil means what the row's help says: none, max or auto.
struct SettingValues: Sendable {
    var name: String?

    var host: String?
    var port: UInt16
    var tls = false
    var tlsCA: String?
    var tlsInsecure = false
    var tlsCertificate: String?
    var tlsKey: String?
    var connectTimeout: Int64

    var systemID = "smppbench"
    var password: String?
    var passwordEnvironment: String?
    var passwordFile: String?
    var systemType = ""
    var interfaceVersion: UInt8 = 0x34
    var addressTON: UInt8 = 0
    var addressNPI: UInt8 = 0
    var addressRange = ""
    var bind = BindMode.transceiver
    var sessions: UInt = 1
    var shards: UInt?
    var firstCPU = Pinning.none
    var window: UInt

    var rate: Double?
    var stages: [StageValue] = []
    var arrivals = LoadPlan.Arrivals.constant
    var ceiling: CeilingValue?
    var ceilingAccount: CeilingValue?
    var ceilingSession: CeilingValue?
    var ceilingGuard: Int64
    var ceilingBurst: UInt?
    var segment: LoadPlan.Segment?
    var startAt: StartTime?
    var catchUp: LoadPlan.CatchUp?
    var lateness: Int64?
    var warmup: Int64
    var duration: Int64
    var count: UInt64?
    var drain: Int64
    var responseTimeout: Int64
    var enquireLinkInterval: Int64
    var receiveClock: RunClock.Receive
    var reconnect: ReconnectMode
    var reconnectDelay: Int64
    var reconnectLimit: Int64
    var reconnectTimeout: Int64
    var inDoubt: LoadPlan.InDoubt
    var onThrottle: LoadPlan.OnThrottle
    var retryLimit: UInt
    var seed: UInt64

    var receipts: LoadPlan.Receipts
    var receiptIDs: LoadPlan.ReceiptIDs
    var receiptCapacity: UInt

    var text = "smppbench load test message"
    var source = "smppbench"
    var sourceTON: UInt8?
    var sourceNPI: UInt8?
    var destination = "12025550123"
    var destinationTON: UInt8 = 1
    var destinationNPI: UInt8 = 1
    var serviceType = ""
    var esmClass: UInt8 = 0
    var protocolID: UInt8 = 0
    var priorityFlag: UInt8 = 0
    var scheduleDeliveryTime = ""
    var validityPeriod = ""
    var replaceIfPresent: UInt8 = 0
    var defaultMessageID: UInt8 = 0
    var messages: [MessageValue] = []

    var thresholds: [String] = []
    var outputs: [OutputRequest] = []
    var tags: [Tag] = []
    var metrics: HostPort?
    var quiet = false
    var noColor = false

    var smsc: SMSCValues

    /// The defaults.
    init() {
        let plan = LoadPlan(
            target: LoadPlan.Target(host: "", port: 2775), sessions: [], message: SubmitSM())
        port = plan.target.port
        connectTimeout = plan.connectTimeout
        window = UInt(plan.window)
        ceilingGuard = plan.ceilingGuard
        lateness = plan.lateness
        warmup = plan.warmup
        duration = plan.duration
        drain = plan.drain
        responseTimeout = plan.responseTimeout
        enquireLinkInterval = plan.enquireLinkInterval
        receiveClock = plan.receiveClock
        reconnect = plan.reconnect == nil ? .none : .auto
        let reconnects = plan.reconnect ?? LoadPlan.Reconnect()
        reconnectDelay = reconnects.firstDelay
        reconnectLimit = reconnects.longestDelay
        reconnectTimeout = reconnects.patience
        inDoubt = plan.inDoubt
        onThrottle = plan.onThrottle
        retryLimit = UInt(plan.retryLimit)
        seed = plan.seed
        receipts = plan.receipts
        receiptIDs = plan.receiptIDs
        receiptCapacity = UInt(plan.receiptCapacity)
        smsc = SMSCValues(MockSMSCConfiguration())
    }
}

/// The values of the rows under `smsc`.
struct SMSCValues: Sendable {
    /// A profile whose smsc section is taken.
    var profile: String?
    var address: String
    /// nil: 2775 for the command `smsc`, a free port when a run starts it.
    var port: UInt16?
    /// nil: 3443 with a certificate, else none; a free port when a run with TLS starts it.
    var tlsPort: UInt16?
    var tlsCertificate: String?
    var tlsKey: String?
    var tlsClientCA: String?
    var systemID: String
    var accounts: [MockSMSCConfiguration.Account] = []
    var account: String?
    var passwordEnvironment: String?
    var passwordFile: String?
    var shards: UInt?
    var firstCPU = Pinning.none
    /// What needs no resolving: the configuration as far as it is given as it is.
    var configuration: MockSMSCConfiguration
    var sessionInitTimeout: Int64
    var enquireLinkInterval: Int64
    var inactivityTimeout: Int64
    var responseTimeout: Int64
    var pduLengthLimit: UInt
    var connectionLimit: UInt
    var store: UInt
    var tapLimit: UInt = 1_000
    var unsupported: [CommandID] = []
    var faults: [FaultValue] = []
    /// nil: none.
    var mobileRate: Double?
    var mobileCount: UInt64?
    var mobileWindow = UInt(MobileTraffic(rate: 0).window)
    /// All but the rate, the count and the window.
    var mobile = MobileTraffic(rate: 0)

    /// The defaults.
    init(_ defaults: MockSMSCConfiguration) {
        address = defaults.address
        systemID = defaults.systemID
        configuration = defaults
        sessionInitTimeout = defaults.sessionInitTimeout
        enquireLinkInterval = defaults.enquireLinkInterval
        inactivityTimeout = defaults.inactivityTimeout
        responseTimeout = defaults.responseTimeout
        pduLengthLimit = UInt(defaults.pduLengthLimit)
        connectionLimit = UInt(defaults.connectionLimit)
        store = UInt(defaults.storeCapacity)
    }
}
