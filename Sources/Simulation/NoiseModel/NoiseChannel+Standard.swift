import Foundation

extension NoiseChannel {
    /// Replaces the state of all qubits by the completely mixed one with a probability.
    ///
    /// - Parameter parameter: `p` of `ρ → (1 - p) ρ + p I / 2^n`, 0 to `4^n / (4^n - 1)`.
    package static func depolarizing(_ parameter: Double, qubitCount: Int) -> NoiseChannel {
        let stringCount = 1 << (2 * qubitCount)
        let each = parameter / Double(stringCount)
        let terms = (0..<stringCount).map { string in
            // The base-4 digits of the index are taken as (z, x) bits here: any order of the strings will do.
            let masks = (0..<qubitCount).reduce(into: (x: UInt32(0), z: UInt32(0))) { masks, qubit in
                masks.x |= UInt32(string >> (2 * qubit) & 1) << UInt32(qubit)
                masks.z |= UInt32(string >> (2 * qubit + 1) & 1) << UInt32(qubit)
            }
            return string == 0
                ? Term(max(0, 1 - each * Double(stringCount - 1)), [])
                : Term(each, [.pauli(xMask: masks.x, zMask: masks.z)])
        }
        var diagonal = [Double](repeating: 1 - parameter, count: stringCount)
        diagonal[0] = 1
        return NoiseChannel(
            qubitCount: qubitCount, terms: terms, transferMatrix: TransferMatrix(diagonal: diagonal))
    }

    /// What waiting does to one of an error's qubits.
    ///
    /// With `T2 ≤ T1` a mixture of nothing, Z and resets; beyond that only Kraus matrices can say it. Their closed
    /// form: the two jumps, and the two eigenvectors of what is left, which is diagonal.
    ///
    /// - Parameters:
    ///   - seconds: At least 0.
    ///   - position: Which of the `qubitCount` qubits waits.
    package static func relaxation(
        _ relaxation: QubitRelaxation, seconds: Double, position: Int = 0, qubitCount: Int = 1
    ) -> NoiseChannel {
        let rates = (one: 1 / relaxation.relaxationTime, two: 1 / relaxation.dephasingTime)
        let reset = -expm1(-seconds * rates.one)
        let coherence = exp(-seconds * rates.two)
        let excited = relaxation.excitedPopulation
        let single = TransferMatrix(
            qubitCount: 1,
            values: [
                1, 0, 0, 0, 0, coherence, 0, 0, 0, 0, coherence, 0, reset * (1 - 2 * excited), 0, 0,
                1 - reset,
            ])
        var matrix = TransferMatrix.identity(qubitCount: qubitCount)
        matrix.append(single, on: [position])
        let bit: UInt32 = 1 << UInt32(position)
        guard coherence > 1 - reset else {
            // Z with this probability leaves just the coherence that is wanted beside that lost to resets.
            let flip = (1 - reset - coherence) / 2
            let terms = [
                Term(1 - reset - flip, []), Term(flip, [.pauli(xMask: 0, zMask: bit)]),
                Term(reset * (1 - excited), [.reset(qubit: position)]),
                Term(reset * excited, [.reset(qubit: position), .pauli(xMask: bit, zMask: 0)]),
            ]
            return NoiseChannel(qubitCount: qubitCount, terms: terms, transferMatrix: matrix)
        }
        let (up, down) = (reset * excited, reset * (1 - excited))
        let operation = NoiseOperation.kraus(
            qubits: [position], matrices: Self.relaxationMatrices(up: up, down: down, coherence: coherence))
        return NoiseChannel(
            qubitCount: qubitCount, terms: [Term(1, [operation])], transferMatrix: matrix)
    }

    /// Kraus matrices that move 0 to 1 with probability `up`, 1 to 0 with `down`, and keep coherence.
    private static func relaxationMatrices(up: Double, down: Double, coherence: Double) -> [[Double]] {
        // The rest of the Choi matrix is [[a, c], [c, b]]; its eigenvectors are diagonal Kraus matrices.
        let (a, b) = (1 - up, 1 - down)
        let root = ((a - b) * (a - b) / 4 + coherence * coherence).squareRoot()
        let high = (a + b) / 2 + root
        // The product of the eigenvalues is the determinant; their difference would lose digits.
        let low = max(0, (a * b - coherence * coherence) / high)
        let (x, y) = a >= b ? (root + (a - b) / 2, coherence) : (coherence, root + (b - a) / 2)
        let norm = (x * x + y * y).squareRoot()
        let (strong, weak) = (high.squareRoot() / norm, low.squareRoot() / norm)
        var matrices = [[strong * x, 0, 0, 0, 0, 0, strong * y, 0]]
        if weak > 0 { matrices.append([-weak * y, 0, 0, 0, 0, 0, weak * x, 0]) }
        if up > 0 { matrices.append([0, 0, 0, 0, up.squareRoot(), 0, 0, 0]) }
        if down > 0 { matrices.append([0, 0, down.squareRoot(), 0, 0, 0, 0, 0]) }
        return matrices
    }
}
