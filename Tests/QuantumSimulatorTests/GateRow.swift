import CircuitModel
import Foundation
import Testing

/// A gate and its full matrix, controls included, as Qiskit's `Operator` has it.
struct GateRow: Decodable, CustomTestStringConvertible, Sendable {
    let name: String
    let qubitCount: Int
    let parameters: [Double]
    /// Row-major, real then imaginary part; bit 0 of an index is the first operand.
    let matrix: [Double]

    static func all() throws -> [GateRow] {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode([GateRow].self, from: Fixture.data("gates.json"))
    }

    /// The gate of our table with this name and size.
    var gate: StandardGate? {
        StandardGate.allCases.first { $0.shape.name == self.name && $0.shape.qubitCount == self.qubitCount }
    }

    var testDescription: String { "\(self.name)\(self.parameters)" }
}
