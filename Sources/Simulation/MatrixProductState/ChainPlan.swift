/// Operations in an order of their own choice: what acts on the same one or two qubits is one step, and each step knows
/// which steps wait for it. Costs nothing to speak of beside the steps.
package struct ChainPlan: Sendable {
    struct Step: Sendable {
        enum Kind: Sendable {
            case matrix([Complex])
            /// The last of the qubits is the target; values of the others.
            case controlled([Complex], values: [Bool])
        }

        var kind: Kind
        var qubits: [Int]
        /// For each qubit the step that acts on it next.
        var next: [Int?]
        /// How many qubits some earlier step acts on.
        var waitCount = 0
    }

    private(set) var steps: [Step] = []
    /// The name under which each qubit ends: exchanges are by name.
    private(set) var names: [Int]
    /// The last step of each qubit so far.
    private var last: [Int?]
    /// One-qubit matrices that no step has taken in yet.
    private var pending: [[Complex]?]

    package init(_ operations: [ChainOperation], qubitCount: Int) {
        self.names = Array(0..<qubitCount)
        self.last = [Int?](repeating: nil, count: qubitCount)
        self.pending = [[Complex]?](repeating: nil, count: qubitCount)
        for operation in operations { self.append(operation) }
        for qubit in 0..<qubitCount { self.flush(qubit) }
    }

    // MARK: - Merging

    private mutating func append(_ operation: ChainOperation) {
        switch operation {
        case .exchange(let first, let second): self.names.swapAt(first, second)
        case .matrix(let matrix, let qubits):
            self.append(Matrices.complex(matrix), on: qubits.map { self.names[$0] })
        case .controlled(let matrix, let target, let controls):
            let qubits = (controls.map { $0.qubit } + [target]).map { self.names[$0] }
            for qubit in qubits { self.flush(qubit) }
            self.add(.controlled(Matrices.complex(matrix), values: controls.map { $0.value }), on: qubits)
        }
    }

    private mutating func append(_ matrix: [Complex], on qubits: [Int]) {
        if qubits.count == 1 {
            let qubit = qubits[0]
            if let step = self.last[qubit], let before = self.pairMatrix(step) {
                let wide = Matrices.widened(matrix, bit: self.steps[step].qubits[0] == qubit ? 0 : 1)
                self.steps[step].kind = .matrix(Matrices.product(wide, before))
            } else {
                self.pending[qubit] = self.pending[qubit].map { Matrices.product(matrix, $0) } ?? matrix
            }
            return
        }
        var matrix = matrix
        for (bit, qubit) in qubits.enumerated() {
            guard let earlier = self.pending[qubit] else { continue }
            self.pending[qubit] = nil
            matrix = Matrices.product(matrix, Matrices.widened(earlier, bit: bit, qubitCount: qubits.count))
        }
        if qubits.count == 2, let step = self.last[qubits[0]], step == self.last[qubits[1]],
            let before = self.pairMatrix(step)
        {
            if self.steps[step].qubits != qubits { matrix = Matrices.permuted(matrix, bits: [1, 0]) }
            self.steps[step].kind = .matrix(Matrices.product(matrix, before))
        } else {
            self.add(.matrix(matrix), on: qubits)
        }
    }

    /// The matrix of a step on two qubits.
    private func pairMatrix(_ step: Int) -> [Complex]? {
        guard self.steps[step].qubits.count == 2, case .matrix(let matrix) = self.steps[step].kind else {
            return nil
        }
        return matrix
    }

    private mutating func flush(_ qubit: Int) {
        guard let matrix = self.pending[qubit] else { return }
        self.pending[qubit] = nil
        self.add(.matrix(matrix), on: [qubit])
    }

    private mutating func add(_ kind: Step.Kind, on qubits: [Int]) {
        var step = Step(kind: kind, qubits: qubits, next: qubits.map { _ in nil })
        for qubit in qubits {
            if let before = self.last[qubit], let place = self.steps[before].qubits.firstIndex(of: qubit) {
                self.steps[before].next[place] = self.steps.count
                step.waitCount += 1
            }
            self.last[qubit] = self.steps.count
        }
        self.steps.append(step)
    }
}
