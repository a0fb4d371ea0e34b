import CircuitModel
import CommandLineInterface
import OpenQASM

/// What running a circuit gave, as it is printed.
struct CircuitOutcomeReport: Encodable {
    let counts: [String: Int]
    let shots: Int
    let seed: UInt64
    let method: String
    let qubits: Int
    let seconds: Double

    init(_ outcome: CircuitOutcome, of program: OpenQASMProgram, options: RunOptions, seconds: Double) {
        var counts: [String: Int] = [:]
        for (index, count) in outcome.counts.enumerated() {
            let words = outcome.keys[(index * outcome.wordsPerKey)..<((index + 1) * outcome.wordsPerKey)]
            // Bits of blocks are no part of an outcome; keys that differ in those alone are one.
            counts[Self.key(Array(words), program.registers), default: 0] += Int(count)
        }
        self.counts = counts
        self.shots = options.shotCount
        self.seed = options.seed
        self.method = outcome.report?.method.text ?? options.method.text
        self.qubits = program.structure.circuit.qubitCount
        self.seconds = seconds
    }

    /// The registers, the last first, each with its highest bit first, as Qiskit writes them.
    private static func key(_ words: [UInt64], _ registers: [OpenQASMRegister]) -> String {
        registers.reversed().map { register in
            String(register.clbits.reversed().map { words[$0 / 64] >> UInt64($0 % 64) & 1 == 1 ? "1" : "0" })
        }.joined(separator: " ")
    }

    /// Sorted by outcome.
    var bars: [Histogram.Bar] {
        self.counts.sorted { $0.key < $1.key }.map { Histogram.Bar(key: $0.key, count: $0.value) }
    }

    var summary: String {
        let milliseconds = (self.seconds * 100_000).rounded() / 100
        return
            "\(self.shots) shots of \(self.qubits) qubits by \(self.method) in \(milliseconds) ms, seed \(self.seed)"
    }
}
