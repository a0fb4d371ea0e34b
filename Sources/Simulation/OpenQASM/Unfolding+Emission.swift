import CircuitModel

extension Unfolding {
    mutating func append(_ primitive: Primitive, named name: String, _ offset: Int) throws(SyntaxError) {
        var primitive = primitive
        if primitive.kind == .standard(.globalPhase) {
            guard let place = primitive.controls.firstIndex(where: \.acts) else {
                return try self.appendPhase(primitive, offset)
            }
            // A phase under a control is a phase of the control.
            primitive.kind = .standard(.phase)
            primitive.qubits = [primitive.controls.remove(at: place).qubit]
        }
        primitive.useOwnControls()
        try self.place(primitive, offset)
    }

    private mutating func appendPhase(_ primitive: Primitive, _ offset: Int) throws(SyntaxError) {
        guard primitive.controls.isEmpty else { return try self.place(primitive, offset) }
        // Within a body that may not run it would be the phase of a branch, which nothing can see.
        guard self.runtimeDepth == 0 else { return }
        self.globalPhase = self.globalPhase + primitive.parameters[0]
        if self.globalPhase.steps.count > Formula.stepCountMax {
            throw SyntaxError("A phase is a longer formula than it may be.", at: offset)
        }
    }

    private mutating func place(_ primitive: Primitive, _ offset: Int) throws(SyntaxError) {
        guard primitive.controls.count <= self.limits.controlCountMax else {
            throw SyntaxError("A gate has more controls than it may have.", at: offset)
        }
        let kind: GateOperation.Kind
        var parameters = primitive.parameters
        switch primitive.kind {
        case .standard(let gate):
            kind = .standard(gate)
            self.gateCounts[gate.shape.name, default: 0] += 1
        case .matrix(let entries):
            kind = .unitary(qubitCount: primitive.qubits.count)
            parameters = entries.map { .constant($0) }
            self.gateCounts["unitary", default: 0] += 1
        }
        var state: UInt64 = 0
        for (index, control) in primitive.controls.enumerated() where control.acts {
            state |= 1 << UInt64(index)
        }
        let start = self.operands.count
        self.operands += primitive.controls.map { UInt32($0.qubit) }
        self.operands += primitive.qubits.map { UInt32($0) }
        let operation = GateOperation(
            kind, addedControlCount: primitive.controls.count, addedControlState: state, operandStart: start,
            parameterStart: try self.place(parameters, at: offset))
        try self.append(.gate(operation), at: offset)
    }
}

extension Primitive {
    /// Names the gate that has these controls itself, where there is one: methods know it better.
    fileprivate mutating func useOwnControls() {
        guard case .standard(let gate) = self.kind, !self.controls.isEmpty, self.controls.allSatisfy(\.acts),
            let controlled = gate.controlled(by: self.controls.count)
        else { return }
        self.kind = .standard(controlled)
        self.qubits = self.controls.map(\.qubit) + self.qubits
        self.controls = []
    }
}

extension StandardGate {
    /// The gate of the table that is this one under so many controls that are 1.
    fileprivate func controlled(by count: Int) -> StandardGate? {
        switch (self, count) {
        case (.x, 1): .cx
        case (.x, 2), (.cx, 1): .ccx
        case (.x, 3), (.cx, 2), (.ccx, 1): .c3x
        case (.x, 4), (.cx, 3), (.ccx, 2), (.c3x, 1): .c4x
        case (.y, 1): .cy
        case (.z, 1): .cz
        case (.z, 2), (.cz, 1): .ccz
        case (.hadamard, 1): .ch
        case (.s, 1): .cs
        case (.sAdjoint, 1): .csAdjoint
        case (.sx, 1): .csx
        case (.sx, 3): .c3sx
        case (.phase, 1): .cPhase
        case (.u1, 1): .cu1
        case (.rx, 1): .crx
        case (.ry, 1): .cry
        case (.rz, 1): .crz
        case (.swap, 1): .cSwap
        default: nil
        }
    }
}
