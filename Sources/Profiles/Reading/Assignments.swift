// Collects the values of a profile and of the command line, later ones over earlier ones, and
// remembers where each came from. Mistakes are gathered, so that one look shows them all.

/// The settings as given so far.
struct Assignments {
    var values = SettingValues()
    /// The last place of each key that was given.
    var origins: [String: Origin] = [:]
    /// The places of the thresholds, which another module reads and may refuse.
    var thresholdOrigins: [Origin] = []
    /// Complaints so far.
    var problems: [String] = []

    /// Reads one value into a setting; `source` is the value as it was written.
    mutating func assign(
        _ setting: Setting, _ scalar: ScalarText, source: String, from origin: Origin
    ) {
        assign(setting, source: source, from: origin) { (values) throws(Refusal) in
            try setting.assign(&values, scalar)
        }
    }

    /// Reads a list's element that is a section.
    mutating func assign(
        _ setting: Setting, _ members: [(key: String, value: ScalarText)], from origin: Origin
    ) {
        assign(setting, source: nil, from: origin) { (values) throws(Refusal) in
            try setting.assignSection?(&values, members)
        }
    }

    private mutating func assign(
        _ setting: Setting, source: String?, from origin: Origin,
        _ read: (inout SettingValues) throws(Refusal) -> Void
    ) {
        clearEarlier(setting, origin)
        do throws(Refusal) {
            try read(&values)
            origins[setting.key] = origin
            if setting.key == "thresholds" { thresholdOrigins.append(origin) }
        } catch {
            problems.append(
                origin.complaint(setting.isSecret ? nil : source, error.reason))
        }
    }

    /// Reads a section of a list into a setting.
    mutating func assign(
        _ setting: Setting, section: ProfileNode, file: String, from origin: Origin
    ) {
        clearEarlier(setting, origin)
        let place = RecordPlace(file: file, key: setting.key, layer: origin.layer)
        problems += setting.assignRecord?(&values, section, place) ?? []
        origins[setting.key] = origin
    }

    /// The first value of a place takes the place of all that earlier places gave.
    private mutating func clearEarlier(_ setting: Setting, _ origin: Origin) {
        guard setting.shape == .list || setting.shape == .map else { return }
        if let earlier = origins[setting.key], earlier.layer.rawValue >= origin.layer.rawValue {
            return
        }
        clear(setting)
    }

    private mutating func clear(_ setting: Setting) {
        setting.clear(&values)
        if setting.key == "thresholds" { thresholdOrigins = [] }
    }
}
