import NoiseModel

/// Joins channels that follow one another on the same qubits, so that the state is swept less often.
///
/// A channel on one qubit goes into the block that is open on its qubit; one on a pair of qubits takes in what is
/// open on each of them alone. A sweep costs `2 · 4^k` operations a number for `k` qubits, so blocks of two are made
/// and no larger ones.
struct TransferFusion {
    private var finished: [TransferOperation] = []
    private var open: [TransferOperation?] = []
    /// Which of ``open`` each qubit is in, -1 for none.
    private var block: [Int]

    /// - Parameter qubitCount: Above every qubit of the operations.
    static func fused(_ operations: [TransferOperation], qubitCount: Int) -> [TransferOperation] {
        var fusion = TransferFusion(qubitCount: qubitCount)
        for operation in operations { fusion.append(operation) }
        for index in fusion.open.indices { fusion.finish(index) }
        return fusion.finished
    }

    private init(qubitCount: Int) {
        self.block = [Int](repeating: -1, count: qubitCount)
    }

    private mutating func append(_ operation: TransferOperation) {
        switch operation.qubits.count {
        case 0: self.finished.append(operation)
        case 1: self.appendSingle(operation)
        case 2: self.appendPair(operation)
        default:
            for qubit in operation.qubits { self.finish(self.block[qubit]) }
            self.finished.append(operation)
        }
    }

    private mutating func appendSingle(_ operation: TransferOperation) {
        let index = self.block[operation.qubits[0]]
        if index >= 0 {
            self.join(operation, to: index)
        } else {
            self.block[operation.qubits[0]] = self.open.count
            self.open.append(operation)
        }
    }

    private mutating func appendPair(_ operation: TransferOperation) {
        let (first, second) = (operation.qubits[0], operation.qubits[1])
        if self.block[first] >= 0, self.block[first] == self.block[second] {
            self.join(operation, to: self.block[first])
            return
        }
        var pair = TransferOperation(.identity(qubitCount: 2), on: operation.qubits)
        for (place, qubit) in operation.qubits.enumerated() {
            let index = self.block[qubit]
            guard index >= 0, let before = self.open[index] else { continue }
            if before.qubits.count == 1 {
                pair.matrix.append(before.matrix, on: [place])
                self.open[index] = nil
            } else {
                self.finish(index)
            }
        }
        pair.matrix.append(operation.matrix, on: [0, 1])
        for qubit in operation.qubits { self.block[qubit] = self.open.count }
        self.open.append(pair)
    }

    private mutating func join(_ operation: TransferOperation, to index: Int) {
        guard let qubits = self.open[index]?.qubits else { return }
        let places = operation.qubits.map { qubit in qubits.firstIndex(of: qubit) ?? 0 }
        self.open[index]?.matrix.append(operation.matrix, on: places)
    }

    /// Nothing more can go into a block.
    private mutating func finish(_ index: Int) {
        guard index >= 0, let operation = self.open[index] else { return }
        for qubit in operation.qubits { self.block[qubit] = -1 }
        self.finished.append(operation)
        self.open[index] = nil
    }
}
