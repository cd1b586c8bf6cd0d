// Reads a profile: its tree into settings, with a complaint that names file and line for every key
// that is unknown and every value that does not fit.

import FoundationEssentials

/// A profile's file.
struct ProfileFile {
    /// No profile is longer; a larger file is something else.
    private static let sizeLimit = 1 << 20

    /// The path as its user wrote it, which is how complaints name it.
    var path: String
    /// The place of its values among the others.
    var layer = Origin.Layer.profile

    /// The file's values into `assignments`.
    func read(into assignments: inout Assignments) {
        do throws(UsageError) {
            try read(try bytes(), into: &assignments)
        } catch {
            assignments.problems += error.lines
        }
    }

    private func bytes() throws(UsageError) -> [UInt8] {
        let files = FileManager.default
        var isFolder = false
        guard files.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw UsageError("\(path): there is no such profile")
        }
        guard !isFolder, let data = files.contents(atPath: path) else {
            throw UsageError("\(path): the profile cannot be read")
        }
        guard data.count <= Self.sizeLimit else {
            throw UsageError("\(path): no profile is longer than \(Self.sizeLimit) bytes")
        }
        return Array(data)
    }

    /// The values of a profile's text into `assignments`.
    func read(_ bytes: [UInt8], into assignments: inout Assignments) throws(UsageError) {
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw UsageError("\(path): the profile is not UTF-8 text")
        }
        let root: ProfileNode
        do throws(ProfileSyntaxError) {
            root = try ProfileWalker.tree(of: bytes)
        } catch {
            throw UsageError("\(path):\(error.line): \(error.reason)")
        }
        guard case .section(let members) = root.content else { return }
        read(members, inside: "", into: &assignments)
    }

    private func read(
        _ members: [ProfileNode.Member], inside section: String,
        into assignments: inout Assignments
    ) {
        for member in members where isWanted(section + member.key) {
            let key = section + member.key
            let origin = Origin(layer: layer, prefix: "\(path):\(member.line): ", name: key)
            if let setting = Setting.named(key) {
                read(member.node, setting, origin, into: &assignments)
            } else if Setting.all.contains(where: { $0.key.hasPrefix(key + ".") }) {
                if case .section(let inner) = member.node.content {
                    read(inner, inside: key + ".", into: &assignments)
                } else {
                    assignments.problems.append(
                        origin.complaint(nil, "allowed a section { … } of keys"))
                }
            } else {
                assignments.problems.append(origin.prefix + Setting.unknownKey(key))
            }
        }
    }

    /// A profile read for its smsc section alone may be a whole profile; the SMSC's own ports are left
    /// out, for a run takes free ones.
    private func isWanted(_ key: String) -> Bool {
        guard layer == .smscBase || layer == .smscProfile else { return true }
        let ports = ["smsc.port", "smsc.tlsPort", "smsc.profile"]
        return key.hasPrefix("smsc.") && !ports.contains(key) || key == "smsc"
    }

    private func read(
        _ node: ProfileNode, _ setting: Setting, _ origin: Origin,
        into assignments: inout Assignments
    ) {
        switch (setting.shape, node.content) {
        case (.scalar, .scalar(let source)), (.toggle, .scalar(let source)):
            assign(setting, source, origin, into: &assignments)
        case (.list, .list(let elements)):
            for element in elements {
                var place = origin
                place.prefix = "\(path):\(element.line): "
                if case .scalar(let source) = element.content {
                    assign(setting, source, place, into: &assignments)
                } else if case .section = element.content, setting.assignRecord != nil {
                    assignments.assign(setting, section: element, file: path, from: place)
                } else if case .section(let members) = element.content,
                    setting.assignSection != nil
                {
                    read(members, ofElement: setting, place, into: &assignments)
                } else {
                    assignments.problems.append(
                        place.complaint(nil, "allowed \(setting.allowed)"))
                }
            }
        case (.map, .section(let members)):
            read(members, ofMap: setting, into: &assignments)
        case (.list, _):
            assignments.problems.append(
                origin.complaint(nil, "allowed a list [ … ] of \(setting.allowed)"))
        case (.map, _):
            assignments.problems.append(origin.complaint(nil, "allowed a section { NAME: \"…\" }"))
        case (.scalar, _), (.toggle, _):
            assignments.problems.append(origin.complaint(nil, "allowed \(setting.allowed)"))
        }
    }

    private func read(
        _ members: [ProfileNode.Member], ofElement setting: Setting, _ place: Origin,
        into assignments: inout Assignments
    ) {
        var scalars: [(key: String, value: ScalarText)] = []
        for member in members {
            guard case .scalar(let source) = member.node.content,
                let scalar = ScalarText(json5: source)
            else {
                let origin = Origin(
                    layer: .profile, prefix: "\(path):\(member.line): ",
                    name: "\(setting.key).\(member.key)")
                assignments.problems.append(
                    origin.complaint(nil, "allowed a text in quotes or a number"))
                return
            }
            scalars.append((member.key, scalar))
        }
        assignments.assign(setting, scalars, from: place)
    }

    private func read(
        _ members: [ProfileNode.Member], ofMap setting: Setting,
        into assignments: inout Assignments
    ) {
        for member in members {
            let origin = Origin(
                layer: layer, prefix: "\(path):\(member.line): ",
                name: "\(setting.key).\(member.key)")
            if member.wantsQuotes {
                assignments.problems.append(
                    origin.prefix + "key \"\(shown(member.key))\" must be in quotes")
            } else if case .scalar(let source) = member.node.content,
                let scalar = ScalarText(json5: source), scalar.kind == .string
            {
                let pair = ScalarText(kind: .string, text: "\(member.key)=\(scalar.text)")
                assignments.assign(setting, pair, source: source, from: origin)
            } else {
                var source: String?
                if case .scalar(let text) = member.node.content { source = text }
                assignments.problems.append(origin.complaint(source, "allowed a text in quotes"))
            }
        }
    }

    private func assign(
        _ setting: Setting, _ source: String, _ origin: Origin,
        into assignments: inout Assignments
    ) {
        if let scalar = ScalarText(json5: source) {
            assignments.assign(setting, scalar, source: source, from: origin)
        } else {
            // Most often a text without its quotes, such as 100/s.
            let value = setting.isSecret ? nil : source
            assignments.problems.append(
                origin.complaint(value, "not a JSON5 value; a text wants quotes"))
        }
    }
}
