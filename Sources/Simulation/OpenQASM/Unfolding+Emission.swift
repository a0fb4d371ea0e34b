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
    fileprivate func controlled(by count: Int) -> StandardGate? { Self.controlledForms[self]?[count] }

    private static let controlledForms: [StandardGate: [Int: StandardGate]] = [
        .x: [1: .cx, 2: .ccx, 3: .c3x, 4: .c4x],
        .cx: [1: .ccx, 2: .c3x, 3: .c4x],
        .ccx: [1: .c3x, 2: .c4x],
        .c3x: [1: .c4x],
        .y: [1: .cy],
        .z: [1: .cz, 2: .ccz],
        .cz: [1: .ccz],
        .hadamard: [1: .ch],
        .s: [1: .cs],
        .sAdjoint: [1: .csAdjoint],
        .sx: [1: .csx, 3: .c3sx],
        .phase: [1: .cPhase],
        .u1: [1: .cu1],
        .rx: [1: .crx],
        .ry: [1: .cry],
        .rz: [1: .crz],
        .swap: [1: .cSwap],
    ]
}
