// A set of request commands in three words, for a question on the path of every PDU but messages.

import SMPP

/// A set of commands: those below 64 and those from 0x100 on.
struct CommandSet: Sendable, BitwiseCopyable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    init(_ commands: [CommandID]) {
        for command in commands {
            if command.rawValue < 64 { low |= 1 << UInt64(command.rawValue) }
            if command.rawValue >> 6 == 4 { high |= 1 << UInt64(command.rawValue & 63) }
        }
    }

    func contains(_ command: CommandID) -> Bool {
        let bit = UInt64(1) << UInt64(command.rawValue & 63)
        return switch command.rawValue >> 6 {
        case 0: low & bit != 0
        case 4: high & bit != 0
        default: false
        }
    }
}
