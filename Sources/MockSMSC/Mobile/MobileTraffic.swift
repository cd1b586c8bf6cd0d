// What telephones send: messages that the SMSC delivers to its ESMEs at a rate. Profiles and tests
// build it; the shards follow it.

/// Mobile-originated messages, delivered as deliver_sm.
public struct MobileTraffic: Sendable, Equatable {
    /// How the text is written.
    public enum Encoding: String, Sendable, CaseIterable {
        /// GSM 03.38, one septet an octet, data_coding 0.
        case gsm
        /// ISO 8859-1, data_coding 3.
        case latin1
        /// UCS-2, data_coding 8.
        case ucs2
        /// The text's UTF-8 octets as they are, data_coding 4.
        case binary
    }

    /// How a text that is too long for one message is sent.
    public enum LongForm: String, Sendable, CaseIterable {
        /// In parts with a user data header and a reference of 8 bits (3GPP TS 23.040 § 9.2.3.24.1).
        case udh8
        /// In parts with a user data header and a reference of 16 bits (§ 9.2.3.24.8).
        case udh16
        /// In parts with sar_msg_ref_num and its companions (SMPP 3.4 § 5.3.2.22).
        case sar
        /// Whole, in message_payload (SMPP 3.4 § 5.3.2.32).
        case payload
    }

    /// Messages a second, above 0: all sessions together, each in turn.
    public var rate: Double
    /// Messages in all, if there is to be an end.
    public var count: Int64?
    /// deliver_sm that a session may have unanswered; 1 to `windowLimit`.
    public var window = 10
    /// Who gets them: the system_ids of accounts; empty: whoever is bound to receive.
    public var accounts: [String] = []
    /// source_addr: the telephone.
    public var source = "12025550123"
    /// destination_addr: the service's number.
    public var destination = "12345"
    /// The text.
    public var text = "smppbench mobile-originated message"
    /// How it is written.
    public var encoding = Encoding.gsm
    /// How it is sent if it is long.
    public var longForm = LongForm.udh8
    /// In so many of a hundred cases the telephone only says that it can be reached again, by an
    /// alert_notification (SMPP 3.4 § 4.12.1), which nobody answers.
    public var alertPercent = 0.0

    /// The largest window.
    public static let windowLimit = 4_096

    /// What is wrong with the text; nil if it can be sent as asked.
    public var problem: String? {
        do throws(MobileTextError) {
            _ = try MobileMessage(self)
            return nil
        } catch {
            return error.message
        }
    }

    /// `rate` messages a second to every receiver in turn.
    public init(rate: Double) {
        self.rate = rate
    }
}
