// The terminal while a live view owns it. Used by the command line alone; one view at a time.

import CLinux
import Glibc

/// A terminal taken over for a view that redraws itself.
public enum Terminal {
    /// Takes over the terminal behind `screen`; true if single keys can be read from standard input.
    ///
    /// `leave` gives it back; so do the end of the process and the signals of a crash.
    public static func enter(_ screen: StandardStream) -> Bool {
        clinux_terminal_enter(screen.rawValue) > 0
    }

    /// Gives the terminal back as it was.
    public static func leave() {
        clinux_terminal_leave()
    }

    /// The next key, an ASCII character; nil if none comes within `milliseconds`, and at once when
    /// standard input has ended.
    public static func key(within milliseconds: Int32) -> Character? {
        let code = clinux_terminal_key(milliseconds)
        guard code >= 0, let byte = UInt8(exactly: code) else { return nil }
        return Character(Unicode.Scalar(byte))
    }
}
