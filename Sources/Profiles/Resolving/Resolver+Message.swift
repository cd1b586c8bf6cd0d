// The submit_sm every message of the run is made from.

import LoadEngine
import SMPP

extension Resolver {
    /// The messages of a mix, each made from `message` and what it says itself.
    mutating func messages() -> [LoadPlan.Message] {
        var names: Set<String> = []
        let common = values
        let messages = values.messages.map { entry in
            if !names.insert(entry.name).inserted {
                complain("messages", "\"\(entry.name)\" is here twice")
            }
            for (key, value) in entry.settings {
                // It was read once before, when the profile was.
                try? Setting.named("message." + key)?.assign(&values, value)
            }
            let message = self.message()
            values = common
            return LoadPlan.Message(name: entry.name, message: message, share: entry.share)
        }
        if !messages.isEmpty, messages.allSatisfy({ $0.share == 0 }) {
            complain("messages", "no message has a share; allowed one above 0")
        }
        return messages
    }

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
