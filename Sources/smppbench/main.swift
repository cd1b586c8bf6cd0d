// smppbench: reads the command line, does what it says, exits with the contract's status. Errors are
// lines on standard error; everything else goes to standard output.

import Platform
import Profiles

do throws(CommandFailure) {
    Exit.now(try Commands.run(Array(CommandLine.arguments.dropFirst())))
} catch {
    for line in error.lines { StandardStream.error.write(line + "\n") }
    Exit.now(error.status)
}
