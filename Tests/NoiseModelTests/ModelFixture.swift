import Foundation
import NoiseModel
import RuntimeModel

/// What a noise model must be read as; written by `Tools/oracle/generate_noise`.
struct ModelFixture: Decodable {
    struct ErrorRow: Decodable {
        let instruction: String
        let qubits: [Int]?
        let qubitCount: Int
        /// Base64 of the Pauli transfer matrix's numbers, row-major.
        let transfer: Data
        let fidelity: Double

        enum CodingKeys: String, CodingKey {
            case instruction, qubits, transfer, fidelity
            case qubitCount = "qubit_count"
        }

        var values: [Double] {
            stride(from: 0, to: self.transfer.count, by: 8).map { start in
                self.transfer[start..<(start + 8)].withUnsafeBytes {
                    Double(bitPattern: $0.loadUnaligned(as: UInt64.self))
                }
            }
        }
    }

    let name: String
    let model: JSONValue?
    let device: DeviceDescriptor?
    /// Kelvin.
    let temperature: Double?
    let errors: [ErrorRow]
    /// Probabilities of 1 for 0 and of 0 for 1, by qubit or for all others.
    let readout: [String: [Double]]

    static func rows(_ file: String) throws -> [ModelFixture] {
        try JSONDecoder().decode([ModelFixture].self, from: self.data(file))
    }

    static func data(_ file: String) throws -> Data {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        return try Data(contentsOf: folder.appending(path: "Fixtures/\(file)"))
    }

    /// The model's own text.
    func json() throws -> [UInt8] { try Array(JSONEncoder().encode(self.model)) }
}
