// Reads a file of vectors, checks each and counts.

import Foundation

/// Why the files could not be read.
struct UnreadableFile: Error, CustomStringConvertible {
    let description: String
}

/// What a check made of a vector.
enum Verdict {
    /// It was compared: what differs, none if it passed, and what is worth a line all the same.
    case compared([String], notes: [String] = [])
    /// It is about something this project does not have.
    case notCovered(String)
}

/// A check of one vector.
typealias Check = (Vector) throws -> Verdict

/// The outcome of a run.
struct Report {
    private(set) var passed = 0
    private(set) var failed = 0
    private var notCovered: [String: Int] = [:]

    /// Checks every line of a file and prints a line for each failure.
    mutating func run(_ file: URL, check: Check) throws(UnreadableFile) {
        guard let text = try? String(contentsOf: file, encoding: .utf8) else {
            throw UnreadableFile(description: "cannot read \(file.path)")
        }
        for (index, line) in text.split(separator: "\n").enumerated() {
            let place = "\(file.lastPathComponent):\(index + 1)"
            let value: JSONValue
            do {
                value = try JSONDecoder().decode(JSONValue.self, from: Data(line.utf8))
            } catch {
                throw UnreadableFile(description: "\(place): not a JSON object")
            }
            count(Vector(value), place, check)
        }
    }

    /// Prints how many vectors were about what, if they could not be checked.
    func printNotCovered() {
        for (kind, count) in notCovered.sorted(by: { $0.key < $1.key }) {
            print("not covered: \(count) of \(kind)")
        }
    }

    private mutating func count(_ vector: Vector, _ place: String, _ check: Check) {
        let name = vector["id"].string ?? place
        var differences: [String] = []
        do {
            switch try check(vector) {
            case .compared(let found, let notes):
                differences = found
                for note in notes { print("note \(name): \(note)") }
            case .notCovered(let kind):
                notCovered[kind, default: 0] += 1
                return
            }
        } catch {
            differences = ["\(error)"]
        }
        if differences.isEmpty {
            passed += 1
        } else {
            failed += 1
            print("FAILED \(name): \(differences.joined(separator: "; "))")
        }
    }
}
