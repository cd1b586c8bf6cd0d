// Any PDU from bytes and to bytes.

extension PDU {
    /// Decodes a whole PDU, header included.
    ///
    /// - Parameters:
    ///   - frame: Exactly `command_length` octets, as `FrameScanner` cuts them.
    ///   - rules: What to refuse. An ESME reads what its SMSC answers with `tolerant` rules.
    /// - Throws: What is wrong, and what to do about it.
    public init(decoding frame: RawSpan, rules: DecodingRules = .strict) throws(PDUError) {
        guard frame.byteCount >= PDUHeader.byteCount else {
            let none = CommandID(rawValue: 0)
            throw PDUError(.badCommandLength, .commandLength, offset: 0, in: none)
        }
        let header = PDUHeader(reading: frame, at: 0)
        let command = header.commandID
        guard Int(header.commandLength) == frame.byteCount else {
            throw PDUError(.badCommandLength, .commandLength, offset: 0, in: command)
        }
        if command.isResponse {
            self = try Self.response(command, frame, rules)
        } else {
            self = try Self.request(command, frame, rules)
        }
    }

    /// Encodes the whole PDU at the start of `output` and returns its length in octets.
    ///
    /// Throws an error that names the field which the standard does not allow, or for which there
    /// is no room; `output` then holds nothing of use. A response without a body must have an
    /// error status.
    public func encode(
        commandStatus: CommandStatus = .ok, sequenceNumber: UInt32,
        into output: inout MutableRawSpan, rules: DecodingRules = .strict
    ) throws(PDUError) -> Int {
        let header = PDUHeader(
            commandLength: 0, commandID: commandID, commandStatus: commandStatus,
            sequenceNumber: sequenceNumber)
        if let body {
            return try PDUWriter.write(body, header, rules: rules, into: &output)
        }
        guard rules == .tolerant || commandStatus != .ok else {
            let isBind = BindType(commandID: commandID) != nil
            let field = isBind ? PDUField.systemID : .messageID
            throw PDUError(.missingBody, field, offset: PDUHeader.byteCount, in: commandID)
        }
        return try PDUWriter.write(header, into: &output)
    }

    /// Decodes a whole PDU that is exactly these octets.
    public init(decoding octets: [UInt8], rules: DecodingRules = .strict) throws(PDUError) {
        self = try octets.withRawSpan { frame throws(PDUError) in
            try PDU(decoding: frame, rules: rules)
        }
    }

    /// The whole PDU in as many octets as it needs.
    public func encoded(
        commandStatus: CommandStatus = .ok, sequenceNumber: UInt32,
        rules: DecodingRules = .strict
    ) throws(PDUError) -> [UInt8] {
        var octets = [UInt8](repeating: 0, count: 512)
        while true {
            do throws(PDUError) {
                let count = try octets.withMutableRawSpan { output throws(PDUError) in
                    try encode(
                        commandStatus: commandStatus, sequenceNumber: sequenceNumber,
                        into: &output, rules: rules)
                }
                octets.removeSubrange(count...)
                return octets
            } catch {
                guard error.reason == .bufferTooSmall else { throw error }
                octets = [UInt8](repeating: 0, count: octets.count * 2)
            }
        }
    }

    private static func request(
        _ command: CommandID, _ frame: RawSpan, _ rules: DecodingRules
    ) throws(PDUError) -> PDU {
        switch command {
        case .bindTransmitter: .bind(.transmitter, try PDUReader.read(frame, rules: rules))
        case .bindReceiver: .bind(.receiver, try PDUReader.read(frame, rules: rules))
        case .bindTransceiver: .bind(.transceiver, try PDUReader.read(frame, rules: rules))
        case .outbind: .outbind(try PDUReader.read(frame, rules: rules))
        case .unbind: .unbind(try PDUReader.read(frame, rules: rules))
        case .submitSM: .submitSM(SubmitSM(try fields(frame, rules), in: frame))
        case .submitMulti: .submitMulti(try PDUReader.read(frame, rules: rules))
        case .deliverSM: .deliverSM(DeliverSM(try fields(frame, rules), in: frame))
        case .dataSM: .dataSM(try PDUReader.read(frame, rules: rules))
        case .querySM: .querySM(try PDUReader.read(frame, rules: rules))
        case .cancelSM: .cancelSM(try PDUReader.read(frame, rules: rules))
        case .replaceSM: .replaceSM(try PDUReader.read(frame, rules: rules))
        case .alertNotification: .alertNotification(try PDUReader.read(frame, rules: rules))
        case .enquireLink: .enquireLink(try PDUReader.read(frame, rules: rules))
        default: throw PDUError(.unknownCommandID, .commandID, offset: 4, in: command)
        }
    }

    private static func response(
        _ command: CommandID, _ frame: RawSpan, _ rules: DecodingRules
    ) throws(PDUError) -> PDU {
        switch command {
        case .bindTransmitterResp: .bindResp(.transmitter, try reply(.systemID, frame, rules))
        case .bindReceiverResp: .bindResp(.receiver, try reply(.systemID, frame, rules))
        case .bindTransceiverResp: .bindResp(.transceiver, try reply(.systemID, frame, rules))
        case .unbindResp: .unbindResp(try PDUReader.read(frame, rules: rules))
        case .genericNack: .genericNack(try PDUReader.read(frame, rules: rules))
        case .submitSMResp: .submitSMResp(try reply(.messageID, frame, rules))
        case .submitMultiResp: .submitMultiResp(try reply(.messageID, frame, rules))
        case .deliverSMResp: .deliverSMResp(try reply(.messageID, frame, rules))
        case .dataSMResp: .dataSMResp(try reply(.messageID, frame, rules))
        case .querySMResp: .querySMResp(try reply(.messageID, frame, rules))
        case .cancelSMResp: .cancelSMResp(try PDUReader.read(frame, rules: rules))
        case .replaceSMResp: .replaceSMResp(try PDUReader.read(frame, rules: rules))
        case .enquireLinkResp: .enquireLinkResp(try PDUReader.read(frame, rules: rules))
        default: throw PDUError(.unknownCommandID, .commandID, offset: 4, in: command)
        }
    }

    private static func reply<Body: PDUBody>(
        _ first: PDUField, _ frame: RawSpan, _ rules: DecodingRules
    ) throws(PDUError) -> Body? {
        try PDUReader.readResponse(frame, first: first, rules: rules)
    }

    private static func fields(
        _ frame: RawSpan, _ rules: DecodingRules
    ) throws(PDUError) -> ShortMessageFields {
        var fields = ShortMessageFields()
        let error = ShortMessageFields.decode(frame, into: &fields, rules: rules)
        if let error { throw error }
        return fields
    }
}
