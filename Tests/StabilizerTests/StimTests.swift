import Foundation
import Stabilizer
import Testing

/// Goal: circuits of hundreds of qubits, measured and reset on the way, have the outcomes that Stim gives them.
/// Method: outcomes without noise fill an affine space, whose basis says all; with noise, how often checks fire.
/// `Tools/oracle/generate_stabilizer` writes what Stim says.
@Suite struct StimTests {
    struct Fixture: Decodable {
        var exact: [ExactCase]
        var noisy: [NoisyCase]
    }

    struct ExactCase: Decodable {
        var qubit_count: Int
        var clbit_count: Int
        var operations: String
        /// Hexadecimal; classical bit 0 is bit 0.
        var origin: String
        var basis: [String]
    }

    struct NoisyCase: Decodable {
        var qubit_count: Int
        var clbit_count: Int
        var operations: String
        var checks: [[Int]]
        var rates: [Double]
    }

    static let fixture: Fixture = {
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/stim.json")
        // Without it every test below fails, which says enough.
        guard let data = try? Data(contentsOf: path),
            let fixture = try? JSONDecoder().decode(Fixture.self, from: data)
        else { return Fixture(exact: [], noisy: []) }
        return fixture
    }()

    @Test func outcomesFillTheSameSpace() throws {
        #expect(Self.fixture.exact.count == 6)
        for (index, example) in Self.fixture.exact.enumerated() {
            let program = try Self.program(
                example.operations, qubitCount: example.qubit_count, clbitCount: example.clbit_count)
            let shots = program.shots(example.clbit_count + 64, seed: UInt64(index)).keys.map {
                BitVector($0)
            }
            let basis = BitVector.reducedBasis(of: shots.map { $0 ^ shots[0] })
            #expect(
                basis == example.basis.map { BitVector(hexadecimal: $0, like: shots[0]) }, "case \(index)")
            let origin = basis.reduce(shots[0]) { $0.has($1.highestBit) ? $0 ^ $1 : $0 }
            #expect(origin == BitVector(hexadecimal: example.origin, like: shots[0]), "case \(index)")
        }
    }

    @Test func checksFireAsOften() throws {
        let shotCount = 200_000
        #expect(!Self.fixture.noisy.isEmpty)
        for example in Self.fixture.noisy {
            let program = try Self.program(
                example.operations, qubitCount: example.qubit_count, clbitCount: example.clbit_count)
            let keys = program.shots(shotCount, seed: 3).keys
            for (check, rate) in zip(example.checks, example.rates) {
                let fired = keys.count { key in
                    check.reduce(0) { $0 ^ key[$1 >> 6] >> UInt64($1 & 63) & 1 } == 1
                }
                // Stim's rate is a mean over ten times as many shots.
                let deviation = (1.1 * rate * (1 - rate) / Double(shotCount)).squareRoot()
                #expect(abs(Double(fired) / Double(shotCount) - rate) < 5 * deviation, "check \(check)")
            }
        }
    }

    private static func program(
        _ text: String, qubitCount: Int, clbitCount: Int
    ) throws -> StabilizerProgram {
        var program = StabilizerProgram(qubitCount: qubitCount, clbitCount: clbitCount)
        for operation in text.split(separator: ";") {
            let words = operation.split(separator: " ")
            let operands = words.dropFirst().compactMap { Int($0) }
            let qubit = try #require(operands.first)
            let second = operands.last ?? qubit
            switch words[0] {
            case "h": program.append(.hadamard(qubit))
            case "s": program.append(.s(qubit))
            case "sdg": program.append(.sAdjoint(qubit))
            case "x": program.append(.x(qubit))
            case "y": program.append(.y(qubit))
            case "z": program.append(.z(qubit))
            case "cx": program.append(.cx(control: qubit, target: second))
            case "cz": program.append(.cz(qubit, second))
            case "swap": program.append(.swap(qubit, second))
            case "measure": program.append(.measure(qubit: qubit, clbit: second))
            case "reset": program.append(.reset(qubit))
            case "depolarize":
                let probability = try #require(words.last.flatMap { Double($0) })
                let channel = PauliChannel.uniform(
                    qubitCount: operands.count, errorProbability: probability)
                program.appendNoise(channel, qubits: operands)
            default: Issue.record("The fixture has an operation that nobody knows: \(operation)")
            }
        }
        return program
    }
}
