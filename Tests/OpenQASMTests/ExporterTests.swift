import CircuitModel
import Foundation
import OpenQASM
import Testing

/// Goal: what Qiskit writes is read as what Qiskit means.
/// Method: texts of its exporters for both versions, with states from its matrices and samples of Aer
/// (`Tools/oracle/generate_programs`).
@Suite struct ExporterTests {
    struct StateRow: Decodable {
        let name: String
        let text: String
        let inputs: [String: Double]
        let state: Data

        var amplitudes: [Double] {
            self.state.withUnsafeBytes { bytes in
                (0..<(bytes.count / 8)).map {
                    Double(
                        bitPattern: UInt64(
                            littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self)))
                }
            }
        }
    }

    struct OutcomeRow: Decodable, CustomTestStringConvertible {
        let name: String
        let text: String
        let clbits: Int
        let counts: [String: Int]

        var testDescription: String { self.name }
    }

    static func rows<Row: Decodable>(_ file: String, _: Row.Type) throws -> [Row] {
        let folder = try #require(Bundle.module.resourceURL).appending(path: "Fixtures")
        return try JSONDecoder().decode([Row].self, from: Data(contentsOf: folder.appending(path: file)))
    }

    @Test func finalStatesAgreeWithQiskits() throws {
        let rows = try Self.rows("states.json", StateRow.self)
        #expect(rows.count > 120)
        for row in rows {
            let program = try OpenQASMProgram(row.text)
            let inputs = try program.inputs.map { try #require(row.inputs[$0.name]) }
            let state = try Simulation.state(program, inputs: inputs)
            #expect(Simulation.infidelity(state, row.amplitudes) < 1e-12, "\(row.name)")
        }
    }

    @Test(arguments: try ExporterTests.rows("outcomes.json", OutcomeRow.self))
    func outcomesAreAsFrequentAsAers(row: OutcomeRow) throws {
        let program = try OpenQASMProgram(row.text)
        #expect(program.structure.circuit.clbitCount == row.clbits)
        let reply = try Simulation.reply(program, shotCount: 20_000)
        let outcome = try #require(reply.outcomes.first)
        var counts: [String: Int] = [:]
        for (index, count) in outcome.counts.enumerated() {
            let words = outcome.keys[(index * outcome.wordsPerKey)..<((index + 1) * outcome.wordsPerKey)]
            let bits = words.reversed().map { String($0, radix: 2).leftPadded(to: 64) }.joined()
            counts[String(bits.suffix(row.clbits)), default: 0] += Int(count)
        }
        let (statistic, freedom) = Self.chiSquare(counts, row.counts)
        // Five standard deviations and more beyond the mean of the distribution; seeds are fixed.
        #expect(
            statistic < freedom + 6 * (2 * freedom).squareRoot() + 10, "\(row.name) \(counts) \(row.counts)")
    }

    /// Of two samples of the same size; what both have seldom is put together.
    private static func chiSquare(_ a: [String: Int], _ b: [String: Int]) -> (Double, Double) {
        var (statistic, freedom) = (0.0, -1.0)
        var rest = (0, 0)
        for key in Set(a.keys).union(b.keys) {
            let pair = (a[key] ?? 0, b[key] ?? 0)
            if pair.0 + pair.1 < 20 {
                rest = (rest.0 + pair.0, rest.1 + pair.1)
                continue
            }
            statistic += Double((pair.0 - pair.1) * (pair.0 - pair.1)) / Double(pair.0 + pair.1)
            freedom += 1
        }
        if rest.0 + rest.1 > 0 {
            statistic += Double((rest.0 - rest.1) * (rest.0 - rest.1)) / Double(rest.0 + rest.1)
            freedom += 1
        }
        return (statistic, max(freedom, 0))
    }
}

extension String {
    fileprivate func leftPadded(to count: Int) -> String {
        String(repeating: "0", count: max(0, count - self.count)) + self
    }
}
