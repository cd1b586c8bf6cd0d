// The submit_sm every message of the run is made from.

import LoadEngine
import SMPP

extension Resolver {
    /// The message as it goes on the wire, but for its sequence_number.
    mutating func message() -> SubmitSM {
        let digits = isNumber(values.source)
        let sourceTON = values.sourceTON ?? (digits ? 1 : 5)
        let sourceNPI = values.sourceNPI ?? (digits ? 1 : 0)
        values.sourceTON = sourceTON
        values.sourceNPI = sourceNPI
        var message = SubmitSM()
        message.serviceType = values.serviceType
        message.sourceTON = sourceTON
        message.sourceNPI = sourceNPI
        message.sourceAddress = values.source
        message.destinationTON = values.destinationTON
        message.destinationNPI = values.destinationNPI
        message.destinationAddress = values.destination
        message.esmClass = values.esmClass
        message.protocolID = values.protocolID
        message.priorityFlag = values.priorityFlag
        message.scheduleDeliveryTime = values.scheduleDeliveryTime
        message.validityPeriod = values.validityPeriod
        message.registeredDelivery = values.receipts.registeredDelivery
        message.replaceIfPresent = values.replaceIfPresent
        message.defaultMessageID = values.defaultMessageID
        let (dataCoding, bytes) = MessageText.encode(values.text)
        message.dataCoding = dataCoding
        message.shortMessage = bytes
        if bytes.count > 254 {
            complain(
                "message.text",
                "\(bytes.count) bytes on the wire; allowed 0…254 "
                    + "(SMPP 3.4 § 5.2.22)")
        }
        return message
    }
}

private func isNumber(_ address: String) -> Bool {
    address.utf8.allSatisfy { (0x30...0x39).contains($0) }
}
