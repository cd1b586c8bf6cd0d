// Changes a receipt that has been written but not sent, because its message ended otherwise. Works on
// any dialect that has the standard's keys. Pure: octets in, octets out.

package import SMPP

/// Receipts with another end.
package enum ReceiptEdit {
    /// The deliver_sm `octets` with another state and done date, of the same length; nil if it cannot be
    /// read.
    package static func with(
        _ state: MessageState, done: Int64, in octets: [UInt8]
    ) -> [UInt8]? {
        guard case .deliverSM(var receipt)? = try? PDU(decoding: octets) else { return nil }
        var text = receipt.shortMessage
        if let name = state.receiptName { replace("stat:", with: Array(name.utf8), in: &text) }
        if state != .delivered { replace("dlvrd:", with: Array("000".utf8), in: &text) }
        let date = Array(DeliveryTime.text(done).utf8)
        if let start = place(of: "done date:", in: text) {
            let length = text[start...].prefix { (0x30...0x39).contains($0) }.count
            if length == 14 {
                text.replaceSubrange(start..<start + 14, with: Array("20".utf8) + date.prefix(12))
            } else if length <= 12 {
                text.replaceSubrange(start..<start + length, with: date.prefix(length))
            }
        }
        receipt.shortMessage = text
        for index in receipt.tlvs.indices where receipt.tlvs[index].tag == .messageState {
            receipt.tlvs[index].value = [state.rawValue]
        }
        return try? PDU.deliverSM(receipt).encoded(sequenceNumber: 1)
    }

    private static func replace(_ key: String, with value: [UInt8], in text: inout [UInt8]) {
        guard let start = place(of: key, in: text), start + value.count <= text.count else {
            return
        }
        text.replaceSubrange(start..<start + value.count, with: value)
    }

    /// Where the value of `key` begins.
    private static func place(of key: String, in text: [UInt8]) -> Int? {
        let key = Array(key.utf8)
        guard text.count >= key.count else { return nil }
        return (0...text.count - key.count).first { Array(text[$0..<$0 + key.count]) == key }
            .map { $0 + key.count }
    }
}
