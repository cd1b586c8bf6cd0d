// The part of JSON Schema that the result's schema uses, and stricter than it in one point: a field
// that the schema does not describe is a fault here, so that none is added without being described.

import Results

struct SchemaValidator {
    private let schema: JSONValue
    private(set) var faults: [String] = []

    init(_ schema: JSONValue) {
        self.schema = schema
    }

    /// What of `value` does not fit, one line each.
    static func faults(of value: JSONValue, by schema: JSONValue) -> [String] {
        var validator = SchemaValidator(schema)
        validator.check(value, schema, "$")
        return validator.faults
    }

    private mutating func check(_ value: JSONValue, _ rule: JSONValue, _ path: String) {
        for (keyword, argument) in rule.members {
            switch keyword {
            case "$schema", "$defs", "title", "description": break
            case "$ref": check(value, definition(argument), path)
            case "anyOf": checkAny(value, argument.elements, path)
            case "type": checkType(value, argument, path)
            case "enum":
                if !argument.elements.contains(value) { add(path, "\(value) is not allowed") }
            case "const":
                if argument != value { add(path, "\(value) is not \(argument)") }
            case "minimum":
                if let limit = argument.double, let number = value.double, number < limit {
                    add(path, "\(number) is below \(limit)")
                }
            case "pattern": checkPattern(value, argument, path)
            case "required":
                for case .string(let name) in argument.elements where value.member(name) == nil {
                    if case .object = value { add(path, "\(name) is missing") }
                }
            case "properties": checkProperties(value, argument, path)
            case "additionalProperties":
                for (name, member) in value.members { check(member, argument, "\(path).\(name)") }
            case "items":
                for (index, element) in value.elements.enumerated() {
                    check(element, argument, "\(path)[\(index)]")
                }
            default: add(path, "the validator does not know the keyword \(keyword)")
            }
        }
    }

    private mutating func add(_ path: String, _ fault: String) {
        faults.append("\(path): \(fault)")
    }

    private func definition(_ reference: JSONValue) -> JSONValue {
        guard case .string(let path) = reference else { return .null }
        return path.split(separator: "/").dropFirst().reduce(schema) {
            $0.member(String($1)) ?? .object(["unknown definition \(path)": .null])
        }
    }

    private mutating func checkAny(_ value: JSONValue, _ rules: [JSONValue], _ path: String) {
        var first: [String] = []
        for rule in rules {
            var trial = SchemaValidator(schema)
            trial.check(value, rule, path)
            if trial.faults.isEmpty { return }
            if first.isEmpty { first = trial.faults }
        }
        faults += first
    }

    private mutating func checkType(_ value: JSONValue, _ allowed: JSONValue, _ path: String) {
        let names = allowed.elements.isEmpty ? [allowed] : allowed.elements
        if !names.contains(where: { value.hasType($0) }) { add(path, "\(value) is no \(allowed)") }
    }

    private mutating func checkPattern(_ value: JSONValue, _ pattern: JSONValue, _ path: String) {
        guard case .string(let text) = value, case .string(let expression) = pattern else { return }
        guard let regex = try? Regex(expression), text.firstMatch(of: regex) != nil else {
            return add(path, "\"\(text)\" does not match \(expression)")
        }
    }

    private mutating func checkProperties(
        _ value: JSONValue, _ properties: JSONValue, _ path: String
    ) {
        for (name, member) in value.members {
            guard let rule = properties.member(name) else {
                add(path, "\(name) is not described")
                continue
            }
            check(member, rule, "\(path).\(name)")
        }
    }
}

extension JSONValue {
    var members: [String: JSONValue] {
        if case .object(let members) = self { members } else { [:] }
    }

    var elements: [JSONValue] {
        if case .array(let elements) = self { elements } else { [] }
    }

    var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    func member(_ name: String) -> JSONValue? { members[name] }

    func hasType(_ name: JSONValue) -> Bool {
        switch (self, name) {
        case (.null, .string("null")), (.bool, .string("boolean")), (.integer, .string("integer")),
            (.integer, .string("number")), (.number, .string("number")),
            (.string, .string("string")), (.array, .string("array")),
            (.object, .string("object")):
            true
        default: false
        }
    }
}
