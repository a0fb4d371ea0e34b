import RuntimeModel

/// What a program asks of its backend: the attributes of `spec.backend_requirements`.
///
/// | attribute        | value          | asks that the backend                        |
/// |------------------|----------------|----------------------------------------------|
/// | `min_num_qubits` | whole number   | has at least so many qubits                  |
/// | `max_num_qubits` | whole number   | has at most so many qubits                   |
/// | `min_shots`      | whole number   | takes at least so many shots of one circuit  |
/// | `simulator`      | true or false  | is simulated, or is not                      |
/// | `basis_gates`    | list of names  | takes all of these gates                     |
/// | `name`           | list of names  | is one of these, by name or alias            |
/// | `input_allowed`  | text           | nothing: every backend here serves programs  |
struct BackendRequirements: Hashable, Sendable {
    var qubitCountMin: Int?
    var qubitCountMax: Int?
    var shotsMin: Int?
    var isSimulated: Bool?
    var basisGates: [String]?
    var names: [String]?

    /// What a backend does not hold to.
    struct Shortcoming: Hashable {
        var attribute: String
        var required: String
        var offered: String
    }

    /// Reads the attributes.
    ///
    /// - Parameter problems: gets a sentence for each attribute that is wrong or not known, by its name.
    init(_ value: JSONValue?, problems: inout [String: String]) {
        guard let value, value != .null else { return }
        guard let members = value.objectValue else {
            problems[""] = "not an object"
            return
        }
        for (name, value) in members {
            switch name {
            case "min_num_qubits": self.qubitCountMin = Self.count(value, name, &problems)
            case "max_num_qubits": self.qubitCountMax = Self.count(value, name, &problems)
            case "min_shots": self.shotsMin = Self.count(value, name, &problems)
            case "simulator":
                self.isSimulated = value.boolValue
                if value.boolValue == nil { problems[name] = "not true or false" }
            case "basis_gates": self.basisGates = Self.names(value, name, &problems)
            case "name": self.names = Self.names(value, name, &problems)
            case "input_allowed": if value.stringValue == nil { problems[name] = "not a text" }
            default: problems[name] = "unknown attribute"
            }
        }
    }

    private static func count(_ value: JSONValue, _ name: String, _ problems: inout [String: String]) -> Int?
    {
        if let count = value.integerValue, count >= 0 { return count }
        problems[name] = "not a whole number from 0"
        return nil
    }

    private static func names(
        _ value: JSONValue, _ name: String, _ problems: inout [String: String]
    ) -> [String]? {
        if case .array(let items) = value {
            let names = items.compactMap(\.stringValue)
            if names.count == items.count { return names }
        }
        problems[name] = "not a list of texts"
        return nil
    }

    /// The first requirement that a backend does not meet.
    func shortcoming(of backend: DeviceDescriptor) -> Shortcoming? {
        if let least = self.qubitCountMin, backend.qubitCount < least {
            return Shortcoming(
                attribute: "min_num_qubits", required: "\(least)", offered: "\(backend.qubitCount)")
        }
        if let most = self.qubitCountMax, backend.qubitCount > most {
            return Shortcoming(
                attribute: "max_num_qubits", required: "\(most)", offered: "\(backend.qubitCount)")
        }
        if let least = self.shotsMin, backend.shotsMax < least {
            return Shortcoming(attribute: "min_shots", required: "\(least)", offered: "\(backend.shotsMax)")
        }
        if let wanted = self.isSimulated, backend.simulator != wanted {
            return Shortcoming(
                attribute: "simulator", required: "\(wanted)", offered: "\(backend.simulator)")
        }
        if let missing = self.basisGates?.first(where: { !backend.basisGates.contains($0) }) {
            return Shortcoming(
                attribute: "basis_gates", required: missing,
                offered: backend.basisGates.joined(separator: " "))
        }
        if let names = self.names, !names.contains(backend.name),
            backend.aliases.allSatisfy({ !names.contains($0) })
        {
            return Shortcoming(
                attribute: "name", required: names.joined(separator: " "), offered: backend.name)
        }
        return nil
    }
}
