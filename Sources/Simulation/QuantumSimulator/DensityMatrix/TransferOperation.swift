package import NoiseModel

/// A channel on some qubits of a register.
package struct TransferOperation {
    /// Different; the first is digit 0 of the matrix's indices.
    package var qubits: [Int]
    package var matrix: TransferMatrix

    package init(_ matrix: TransferMatrix, on qubits: [Int]) {
        precondition(matrix.qubitCount == qubits.count, "A qubit for each digit.")
        self.matrix = matrix
        self.qubits = qubits
    }
}

extension TransferOperation {
    /// A measurement whose outcome nobody looks at any more.
    package static func dephasing(_ qubit: Int) -> TransferOperation {
        TransferOperation(TransferMatrix(diagonal: [1, 0, 0, 1]), on: [qubit])
    }

    package static func reset(_ qubit: Int) -> TransferOperation {
        TransferOperation(NoiseOperation.resetMatrix, on: [qubit])
    }

    /// What is left where a measurement read `value`; its trace is that reading's part of the trace before.
    package static func reading(_ value: Bool, of qubit: Int, error: ReadoutError?) -> TransferOperation {
        let flips = (error?.oneGivenZero ?? 0, error?.zeroGivenOne ?? 0)
        // How probable the reading is in either state.
        let (zero, one) = value ? (flips.0, 1 - flips.1) : (1 - flips.0, flips.1)
        let (sum, difference) = ((zero + one) / 2, (zero - one) / 2)
        let values = [sum, 0, 0, difference, 0, 0, 0, 0, 0, 0, 0, 0, difference, 0, 0, sum]
        return TransferOperation(TransferMatrix(qubitCount: 1, values: values), on: [qubit])
    }
}
