package import Foundation
import NoiseModel
package import RuntimeModel

/// Makes a backend's description of files that Qiskit wrote.
///
/// - A backend's configuration (`conf_….json`, `configuration().to_dict()`): name, qubits, gates, coupling map.
/// - Its properties (`props_….json`, `properties().to_dict()`): what is known of qubits and gates. Without a
///   configuration the gates and the coupling map are those that the properties name.
/// - One object with both as `configuration` and `properties`.
/// - A noise model of Aer (`NoiseModel.to_dict(serializable=True)`): an ideal device with that noise.
package struct BackendImport {
    /// A file, and what stands in it.
    package struct File {
        package var name: String
        package var bytes: Data

        package init(name: String, bytes: Data) {
            self.name = name
            self.bytes = bytes
        }
    }

    private var configuration: [String: JSONValue]?
    private var properties: [String: JSONValue]?
    private var noise: (file: String, model: NoiseModel)?

    /// - Parameters:
    ///   - files: One or more; what one leaves out another may say.
    ///   - name: What the backend is to be called; without it the name in the files.
    package static func device(
        from files: [File], name: String? = nil
    ) throws(BackendImportError) -> DeviceDescriptor {
        var reading = BackendImport()
        for file in files { try reading.take(file) }
        var device = try reading.device()
        if let name { device.name = name }
        device.name = Self.name(from: device.name)
        guard !device.name.isEmpty else { throw BackendImportError("The files give no name; use --name.") }
        return device
    }

    private init() {}

    private mutating func take(_ file: File) throws(BackendImportError) {
        let value: JSONValue
        do {
            value = try JSONDecoder().decode(JSONValue.self, from: file.bytes)
        } catch {
            throw BackendImportError("\(file.name) is not JSON.")
        }
        guard case .object(let members) = value else {
            throw BackendImportError("\(file.name) holds no object.")
        }
        if let configuration = members["configuration"]?.objectValue {
            self.configuration = configuration
            self.properties = members["properties"]?.objectValue ?? self.properties
        } else if members["errors"] != nil {
            do {
                self.noise = (file.name, try NoiseModel(value))
            } catch {
                throw BackendImportError("\(file.name): \(error.path): \(error.reason.rawValue)")
            }
        } else if members["n_qubits"] != nil || members["num_qubits"] != nil {
            self.configuration = members
        } else if members["qubits"] != nil, members["gates"] != nil {
            self.properties = members
        } else {
            throw BackendImportError(
                "\(file.name) is no configuration, properties or noise model of a Qiskit backend.")
        }
    }

    // MARK: - The device

    private func device() throws(BackendImportError) -> DeviceDescriptor {
        let rows = try PropertyRows(self.properties ?? [:])
        let places = self.noise.map { Self.places(of: $0.model) } ?? []
        let named = self.configuration ?? [:]
        let count = try Self.qubitCount(named, rows: rows, places: places)
        var pairs = try Self.pairs(named["coupling_map"], qubitCount: count) ?? rows.pairs
        // What is for all qubits names none: then all may meet.
        if self.noise != nil, self.configuration == nil { pairs = [] }
        var gates = Self.texts(named["basis_gates"])
        if gates.isEmpty { gates = rows.gateNames }
        if gates.isEmpty, let model = self.noise?.model { gates = Self.gateNames(of: model) }
        gates.removeAll { ["measure", "reset", "delay", "barrier"].contains($0) }
        guard !gates.isEmpty else { throw BackendImportError("The files name no gates.") }
        var device = DeviceDescriptor(
            name: (named["backend_name"] ?? self.properties?["backend_name"])?.stringValue ?? "",
            version: "1.0.0",
            description: named["description"]?.stringValue ?? "\(count) qubits, imported from Qiskit.",
            qubitCount: count, basisGates: gates, couplingMap: pairs.isEmpty ? nil : pairs,
            shotsMax: named["max_shots"]?.integerValue ?? 100_000, shotsDefault: 1024, simulator: true,
            aliases: [])
        device.shotsDefault = min(1024, device.shotsMax)
        // Qiskit's files have it in nanoseconds.
        device.dt = named["dt"]?.number.map { $0 * 1e-9 }
        if self.properties != nil {
            device.qubits = rows.qubits(count: count)
            device.gates = rows.gates(basis: gates, qubitCount: count, pairs: pairs)
            device.noise = DeviceDescriptor.noiseOfProperties
        }
        if let noise = self.noise { device.noise = noise.file }
        return device
    }

    private static func qubitCount(
        _ configuration: [String: JSONValue], rows: PropertyRows, places: [Int]
    ) throws(BackendImportError) -> Int {
        let named = (configuration["n_qubits"] ?? configuration["num_qubits"])?.integerValue
        let count = named ?? max(rows.qubitCount, (places.max() ?? -1) + 1)
        guard (1...4096).contains(count) else {
            throw BackendImportError("The files say nothing of a number of qubits from 1 to 4096.")
        }
        return count
    }

    private static func pairs(
        _ value: JSONValue?, qubitCount: Int
    ) throws(BackendImportError) -> [[Int]]? {
        guard case .array(let rows) = value else { return nil }
        var pairs: [[Int]] = []
        for case .array(let row) in rows {
            let pair = row.compactMap(\.integerValue)
            guard pair.count == 2, pair[0] != pair[1], pair.allSatisfy((0..<qubitCount).contains) else {
                throw BackendImportError("The coupling map has a pair that is none of two different qubits.")
            }
            pairs.append(pair)
        }
        return pairs
    }

    private static func texts(_ value: JSONValue?) -> [String] {
        guard case .array(let values) = value else { return [] }
        return values.compactMap(\.stringValue)
    }

    private static func places(of model: NoiseModel) -> [Int] {
        model.localErrors.values.flatMap { $0.keys.flatMap(\.self) } + model.localReadoutErrors.keys
    }

    private static func gateNames(of model: NoiseModel) -> [String] {
        // A virtual gate is without noise, and without it nothing can be turned.
        Array(Set(model.localErrors.keys).union(model.defaultErrors.keys).union(["rz"])).sorted()
    }

    /// The name in the letters that names of backends have.
    private static func name(from text: String) -> String {
        String(
            text.lowercased().map { character in
                let isKept = character.isASCII && (character.isLetter || character.isNumber)
                return isKept || character == "-" || character == "_" ? character : "_"
            })
    }
}
