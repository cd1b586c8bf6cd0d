// What is wrong with a PDU, where, and what to do about it. Decoders and encoders report it; the
// sessions act on `disposition` alone.

/// Why a PDU cannot be decoded or encoded.
public struct PDUError: Error, Sendable, Equatable, BitwiseCopyable {
    /// What is wrong.
    public enum Reason: Sendable, Equatable, BitwiseCopyable {
        /// `command_length` is below 16, above the limit, or not the length of the frame.
        case badCommandLength
        /// The standard has no such `command_id`.
        case unknownCommandID
        /// A successful response without the body it must have.
        case missingBody
        /// The PDU ends before this mandatory field.
        case truncatedBody
        /// The C-octet string does not end within the PDU.
        case unterminatedString
        /// The field has more octets than the standard allows, or not the number it demands.
        case badFieldLength
        /// `sm_length` says more octets than the PDU has left.
        case shortMessageOverrun
        /// The PDU ends within the tag and length of an optional parameter.
        case truncatedTLV
        /// An optional parameter says more octets than the PDU has left.
        case overrunTLV
        /// The field has a value that leaves the rest of the PDU without a meaning.
        case invalidValue
        /// Encoding only: the text has a character that is not one octet.
        case unencodableText
        /// Encoding only: the caller's buffer is full.
        case bufferTooSmall
    }

    /// What the receiver of the PDU should do.
    public enum Disposition: Sendable, Equatable, BitwiseCopyable {
        /// Answer with a `generic_nack` of this status: the PDU could not be made out.
        case nack(CommandStatus)
        /// Answer with the PDU's own response and this status: a field is at fault.
        case respond(CommandStatus)
        /// The PDU is itself a response, which must not be answered: count its request as
        /// answered by something unusable.
        case discard
        /// Close the session: nothing after this point of the stream can be trusted.
        case closeSession
    }

    /// What is wrong.
    public let reason: Reason
    /// The field at fault.
    public let field: PDUField
    /// The offset of that field from the start of the PDU, in octets.
    public let offset: Int
    /// The command of the PDU.
    public let commandID: CommandID

    /// An error of `reason` in `field` at `offset` of a PDU of `commandID`.
    public init(_ reason: Reason, _ field: PDUField, offset: Int, in commandID: CommandID) {
        self.reason = reason
        self.field = field
        self.offset = offset
        self.commandID = commandID
    }

    /// What the receiver of the PDU should do.
    ///
    /// A request without a response of its own (`outbind`, `alert_notification`), and one that
    /// ends too early or is not known, is answered with `generic_nack` (SMPP 3.4 § 4.3); a
    /// response is never answered.
    public var disposition: Disposition {
        switch reason {
        case .badCommandLength:
            return .closeSession
        case _ where commandID.isResponse:
            return .discard
        case .unknownCommandID:
            return .nack(.invalidCommandID)
        case .truncatedBody, .missingBody:
            return .nack(.invalidCommandLength)
        case .truncatedTLV, .overrunTLV:
            return answer(.invalidTLVStream)
        default:
            return answer(field.faultStatus)
        }
    }

    private func answer(_ status: CommandStatus) -> Disposition {
        commandID.expectsResponse ? .respond(status) : .nack(status)
    }
}

extension PDUError: CustomStringConvertible {
    /// One line that names the field, what is wrong with it, and where.
    public var description: String {
        "\(commandID.name): \(field.specName) at octet \(offset): \(reason.text)"
    }
}

extension PDUError.Reason {
    fileprivate var text: String {
        switch self {
        case .badCommandLength: "below 16, above the limit, or not the length of the PDU"
        case .unknownCommandID: "not a command of SMPP 3.4"
        case .missingBody: "missing: the response has no body although it reports success"
        case .truncatedBody: "missing: the PDU ends before it"
        case .unterminatedString: "no NUL before the end of the PDU"
        case .badFieldLength: "a length the standard does not allow"
        case .shortMessageOverrun: "longer than the PDU"
        case .truncatedTLV: "the PDU ends within a tag and length"
        case .overrunTLV: "longer than the PDU"
        case .invalidValue: "a value the standard does not allow"
        case .unencodableText: "a character that is not one octet"
        case .bufferTooSmall: "no room in the buffer"
        }
    }
}
