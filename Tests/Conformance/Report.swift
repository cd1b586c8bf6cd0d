// Reads a file of vectors, checks each and counts.

import Foundation

/// Why the files could not be read.
struct UnreadableFile: Error, CustomStringConvertible {
    let description: String
}

/// What a check found different; none if the vector passed.
typealias Check = (Vector) throws -> [String]

/// The outcome of a run.
struct Report {
    private(set) var passed = 0
    private(set) var failed = 0

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

    private mutating func count(_ vector: Vector, _ place: String, _ check: Check) {
        var differences: [String]
        do {
            differences = try check(vector)
        } catch {
            differences = ["\(error)"]
        }
        if differences.isEmpty {
            passed += 1
        } else {
            failed += 1
            let name = vector["id"].string ?? place
            print("FAILED \(name): \(differences.joined(separator: "; "))")
        }
    }
}
