// The conformance runner: checks the codec against files of vectors from other implementations.
//
//     swift run smpp-conformance FOLDER
//
// FOLDER holds vectors.jsonl, receipts.jsonl and gsm.jsonl, one JSON object a line. Prints one line
// for each failure and then the sums. Exit status: 0 all passed, 1 a vector failed, 2 no such files.

import Foundation

/// Ends the run because there is nothing to check.
func refuse(_ message: String) -> Never {
    FileHandle.standardError.write(Data("smpp-conformance: \(message)\n".utf8))
    exit(2)
}

guard CommandLine.arguments.count == 2 else {
    refuse("one argument is needed: the folder that holds vectors.jsonl")
}
let folder = URL(fileURLWithPath: CommandLine.arguments[1], isDirectory: true)
var report = Report()
do {
    try report.run(folder.appending(path: "vectors.jsonl"), check: checkVector)
    try report.run(folder.appending(path: "receipts.jsonl"), check: checkReceipt)
    try report.run(folder.appending(path: "gsm.jsonl"), check: checkGSM)
} catch {
    refuse("\(error)")
}
report.printNotCovered()
print("\(report.passed) passed, \(report.failed) failed")
exit(report.failed == 0 ? 0 : 1)
