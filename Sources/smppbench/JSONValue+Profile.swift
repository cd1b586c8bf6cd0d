// The resolved profile on its way from module Profiles into the result.

import Profiles
import Results

extension JSONValue {
    /// The same value.
    init(_ value: ProfileValue) {
        switch value {
        case .text(let text): self = .string(text)
        case .integer(let number): self = .integer(number)
        case .boolean(let flag): self = .bool(flag)
        case .null: self = .null
        case .list(let values): self = .array(values.map { JSONValue($0) })
        case .section(let members):
            self = .object(
                Dictionary(
                    members.map { ($0.key, JSONValue($0.value)) }, uniquingKeysWith: { $1 }))
        }
    }
}
