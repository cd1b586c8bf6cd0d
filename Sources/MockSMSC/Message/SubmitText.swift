// The text of a submit_sm where it lies, and how many short messages it fills. Rate limits, balances
// and outcome rules ask. Runs on: shard threads. Allocates: never.

package import Platform
package import SMPP

/// Where the text of a submit_sm lies in the input.
package struct SubmitText: Sendable, BitwiseCopyable {
    /// Its first octet.
    package let offset: Int
    /// Octets.
    package let count: Int
    /// Short messages it takes on the air, at least 1: as `SubmitSM.segmentCount` counts, but that
    /// whatever has a user data header is one already.
    package let segments: Int64

    /// The text of the submit_sm at `frame` of `input`: message_payload if there is one (SMPP 3.4
    /// § 5.3.2.32), else short_message.
    @inline(__always)
    package init(_ fields: ShortMessageFields, of input: Bytes, at frame: Int) {
        var isPart = fields.esmClass & 0x40 != 0
        let range =
            fields.tlvs.isEmpty
            ? fields.shortMessage : Self.payload(fields, of: input, at: frame, isPart: &isPart)
        offset = frame &+ range.offset
        count = range.count
        let isSeptets =
            fields.dataCoding <= 1 || fields.dataCoding == 3 || fields.dataCoding & 0xF4 == 0xF0
        let (single, part) = isSeptets ? (160, 153) : (140, 134)
        segments =
            isPart || range.count <= single ? 1 : Int64((range.count &+ part &- 1) / part)
    }

    private static func payload(
        _ fields: ShortMessageFields, of input: Bytes, at frame: Int, isPart: inout Bool
    ) -> FieldRange {
        input.withSpan(frame, fields.tlvs.end) { span in
            var cursor = TLVCursor(fields.tlvs)
            var range = fields.shortMessage
            while let parameter = cursor.next(in: span) {
                if parameter.tag == .messagePayload { range = parameter.value }
                if parameter.tag == .sarTotalSegments { isPart = true }
            }
            return range
        }
    }
}
