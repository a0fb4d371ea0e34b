import SimulatorCore

/// A gate on so many qubits that its transfer matrix would be larger than the work it saves.
///
/// The numbers that differ in its qubits' digits alone are those of a matrix `A`; they are brought to that form, the
/// gate acts as `U A U†`, and they are brought back. Slow, and seldom: devices have no such gates.
struct WideGate {
    /// The gate's qubits, controls included; bit `i` of its rows is `qubits[i]`.
    private let qubits: [Int]
    /// The operation with qubits numbered by their place in ``qubits``.
    private let operation: LinearOperation

    init(_ operation: LinearOperation) {
        let controls = (0..<LinearOperation.qubitCountMax).filter { operation.controlMask >> $0 & 1 == 1 }
        self.qubits = controls + operation.targets
        let value = controls.enumerated().reduce(0) {
            $0 | (operation.controlValue >> $1.element & 1) << $1.offset
        }
        let targets = operation.targets.indices.map { controls.count + $0 }
        let kind: LinearOperation.Kind
        switch operation.kind {
        case .dense(_, let matrix): kind = .dense(targets: targets, matrix: matrix)
        case .diagonal(_, let entries): kind = .diagonal(targets: targets, entries: entries)
        case .swap: kind = .swap(targets[0], targets[1])
        }
        self.operation = LinearOperation(kind, controlMask: 1 << controls.count - 1, controlValue: value)
    }

    /// - Parameters:
    ///   - values: Of all Pauli strings.
    ///   - positions: The digit of each qubit.
    func conjugate(_ values: UnsafeMutablePointer<Double>, count: Int, positions: [Int]) {
        let width = self.qubits.count
        let digits = self.qubits.map { positions[$0] }
        let offsets = (0..<(1 << (2 * width))).map { string in
            digits.indices.reduce(0) { $0 | (string >> (2 * $1) & 3) << (2 * digits[$1]) }
        }
        let mask = digits.reduce(0) { $0 | 3 << (2 * $1) }
        let scale = 1 / Double(1 << width)
        for base in 0..<count where base & mask == 0 {
            var matrix = PauliBasis.matrix(of: offsets.map { values[base | $0] * scale }, qubitCount: width)
            self.applyToColumns(&matrix, width: width)
            Self.takeAdjoint(&matrix, width: width)
            // (U (U A)†)† = U A U†
            self.applyToColumns(&matrix, width: width)
            Self.takeAdjoint(&matrix, width: width)
            let result = PauliBasis.coefficients(of: matrix, qubitCount: width)
            for (string, offset) in offsets.enumerated() { values[base | offset] = result[string] }
        }
    }

    /// Multiplies a row-major matrix by the gate from the left.
    private func applyToColumns(_ matrix: inout [Double], width: Int) {
        let targets = self.operation.targets
        let inner = (0..<(1 << targets.count)).map { value in
            targets.indices.reduce(0) { $0 | (value >> $1 & 1) << targets[$1] }
        }
        let fixed = inner[inner.count - 1] | self.operation.controlMask
        let rowCount = 1 << width
        let factors = self.rows(inner.count)
        for base in 0..<rowCount where base & fixed == 0 {
            let rows = inner.map { base | self.operation.controlValue | $0 }
            for column in 0..<rowCount {
                let before = rows.map { row in
                    (matrix[2 * (row * rowCount + column)], matrix[2 * (row * rowCount + column) + 1])
                }
                for (place, row) in rows.enumerated() {
                    var (real, imaginary) = (0.0, 0.0)
                    for factor in factors[place] {
                        let (a, b) = before[factor.column]
                        real += factor.real * a - factor.imaginary * b
                        imaginary += factor.real * b + factor.imaginary * a
                    }
                    matrix[2 * (row * rowCount + column)] = real
                    matrix[2 * (row * rowCount + column) + 1] = imaginary
                }
            }
        }
    }

    /// What is not zero in each row of the operation's matrix on its targets.
    private func rows(_ rowCount: Int) -> [[(column: Int, real: Double, imaginary: Double)]] {
        switch self.operation.kind {
        case .dense(_, let matrix):
            return (0..<rowCount).map { row in
                (0..<rowCount).compactMap { column in
                    let place = 2 * (row * rowCount + column)
                    return matrix[place] == 0 && matrix[place + 1] == 0
                        ? nil : (column, matrix[place], matrix[place + 1])
                }
            }
        case .diagonal(_, let entries):
            return (0..<rowCount).map { [($0, entries[2 * $0], entries[2 * $0 + 1])] }
        case .swap: return [0, 2, 1, 3].map { [($0, 1, 0)] }
        }
    }

    private static func takeAdjoint(_ matrix: inout [Double], width: Int) {
        let rowCount = 1 << width
        for row in 0..<rowCount {
            for column in 0...row {
                let (below, above) = (2 * (row * rowCount + column), 2 * (column * rowCount + row))
                let kept = (matrix[below], matrix[below + 1])
                (matrix[below], matrix[below + 1]) = (matrix[above], -matrix[above + 1])
                (matrix[above], matrix[above + 1]) = (kept.0, -kept.1)
            }
        }
    }
}
