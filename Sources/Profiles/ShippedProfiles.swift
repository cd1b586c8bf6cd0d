// Finds the profiles that come with smppbench, wherever it was started: beside an installed program,
// in the project it was built in, or in the current folder.

import FoundationEssentials

/// The profiles that come with smppbench.
enum ShippedProfiles {
    /// The file of the profile `name`.
    ///
    /// Looked for in `../share/smppbench/Profiles` of the program, then in the `Profiles` of every
    /// folder above it (a build inside the project), then in the current folder's.
    static func path(of name: String, _ host: HostFacts) throws(UsageError) -> String {
        let file = "Profiles/\(name).json5"
        var program = host.executablePath.split(separator: "/")
        _ = program.popLast()
        var places: [String] = []
        if !program.isEmpty {
            places.append(
                "/" + (program.dropLast() + ["share", "smppbench"]).joined(separator: "/"))
        }
        while !program.isEmpty {
            places.append("/" + program.joined(separator: "/"))
            program.removeLast()
        }
        places.append(host.currentFolder)
        for place in places where FileManager.default.fileExists(atPath: "\(place)/\(file)") {
            return "\(place)/\(file)"
        }
        throw UsageError(
            "\(file) is found neither in \(places[0]), nor above the program, nor in the current "
                + "folder; make install puts it beside the program")
    }
}
