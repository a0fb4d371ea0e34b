import CircuitModel
import Foundation
import QuantumSimulator
import Testing

/// Goal: whole circuits come out right, as the program harness packs them.
/// Method: states computed with Qiskit's `Operator` and numpy (`Tools/oracle/generate`).
@Suite struct RandomCircuitTests {
    @Test(arguments: [false, true])
    func finalStatesAgreeWithQiskits(isPlanned: Bool) throws {
        var data = try Fixture.data("states.bin")[...]
        var circuitCount = 0
        while !data.isEmpty {
            let request = try CircuitRequest(
                bytes: Array(Self.block(&data, unit: 1)), limits: CircuitLimits())
            let expected = Self.doubles(Self.block(&data, unit: 16))
            let circuit = try request.circuit(ofRun: 0)
            let state = try Simulated.amplitudes(of: circuit, isPlanned: isPlanned)
            // The packed form drops the phase of nested definitions, which no outcome shows.
            let distance = DenseReference.distance(Self.aligned(state, to: expected), expected)
            #expect(distance < 1e-12, "circuit \(circuitCount)")
            circuitCount += 1
        }
        #expect(circuitCount >= 200)
    }

    /// The state times the phase that brings it nearest to another.
    private static func aligned(_ state: [Double], to other: [Double]) -> [Double] {
        guard state.count == other.count else { return state }
        var (real, imaginary) = (0.0, 0.0)
        for index in stride(from: 0, to: state.count, by: 2) {
            real += state[index] * other[index] + state[index + 1] * other[index + 1]
            imaginary += state[index] * other[index + 1] - state[index + 1] * other[index]
        }
        let length = (real * real + imaginary * imaginary).squareRoot()
        (real, imaginary) = (real / length, imaginary / length)
        var turned = state
        for index in stride(from: 0, to: state.count, by: 2) {
            turned[index] = state[index] * real - state[index + 1] * imaginary
            turned[index + 1] = state[index] * imaginary + state[index + 1] * real
        }
        return turned
    }

    private static func block(_ data: inout Data.SubSequence, unit: Int) -> Data {
        let count = data.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        data = data.dropFirst(4)
        defer { data = data.dropFirst(count * unit) }
        return Data(data.prefix(count * unit))
    }

    private static func doubles(_ data: Data) -> [Double] {
        data.withUnsafeBytes { bytes in
            (0..<(bytes.count / 8)).map {
                Double(
                    bitPattern: UInt64(
                        littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self)))
            }
        }
    }
}
