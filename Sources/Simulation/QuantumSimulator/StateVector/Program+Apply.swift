import StateVector

extension Program {
    /// Applies a gate. Steps that are no gates do nothing here.
    func apply(_ step: Step, to state: inout StateVector) {
        switch step {
        case .oneQubit(let matrix, let target):
            self.withMatrix(at: matrix) { state.apply(matrix: $0, toQubit: target) }
        case .controlled(let matrix, let target, let controls):
            self.withMatrix(at: matrix) {
                state.apply(
                    matrix: $0, toQubit: target, controlMask: controls.mask, controlValue: controls.value)
            }
        case .flip(let target, let controls):
            state.flip(qubit: target, controlMask: controls.mask, controlValue: controls.value)
        case .swap(let first, let second, let controls):
            state.swap(qubits: first, second, controlMask: controls.mask, controlValue: controls.value)
        case .multiply(let controls, let real, let imaginary):
            state.multiply(where: controls.mask, equals: controls.value, byReal: real, imaginary: imaginary)
        case .dense(let matrix, let targets, let controls):
            self.withMatrix(at: matrix) {
                state.apply(
                    matrix: $0, toQubits: self.targets[targets], controlMask: controls.mask,
                    controlValue: controls.value)
            }
        case .diagonal(let entries, let targets, let controls):
            self.withMatrix(at: entries) {
                state.apply(
                    diagonal: $0, toQubits: self.targets[targets], controlMask: controls.mask,
                    controlValue: controls.value)
            }
        case .measure, .clear, .reset, .jumpUnless, .jump: break
        }
    }

    private func withMatrix(at start: Int, _ body: (UnsafePointer<Double>) -> Void) {
        self.matrices.withUnsafeBufferPointer { matrices in
            guard let base = matrices.baseAddress else { return }
            body(base + start)
        }
    }
}
