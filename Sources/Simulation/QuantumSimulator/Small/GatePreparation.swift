import CircuitModel

/// Makes kernels' gates from those of a circuit.
struct GatePreparation {
    /// The circuit's operands and parameters, for as long as this is used.
    let operands: UnsafePointer<UInt32>
    let parameters: UnsafePointer<Double>
    /// Which bit of a state's index each declared qubit is.
    let bits: UnsafePointer<UInt8>
    /// Room for ``StandardGate/matrixNumberCountMax`` numbers.
    let scratch: UnsafeMutablePointer<Double>

    /// Prepares gates of one circuit.
    ///
    /// - Parameter activity: At most 58 qubits.
    static func with<Result>(
        _ circuit: Circuit, activity: QubitActivity, _ body: (GatePreparation) -> Result
    ) -> Result {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: circuit.qubitCount + 1) { bits in
            activity.forEach { bits[$0] = UInt8(truncatingIfNeeded: $1) }
            return withUnsafeTemporaryAllocation(
                of: Double.self, capacity: StandardGate.matrixNumberCountMax
            ) { scratch in
                Self.with(circuit, bits: bits.baseAddress, scratch: scratch.baseAddress, body)
            }
        }
    }

    private static func with<Result>(
        _ circuit: Circuit, bits: UnsafeMutablePointer<UInt8>?, scratch: UnsafeMutablePointer<Double>?,
        _ body: (GatePreparation) -> Result
    ) -> Result {
        guard let bits, let scratch else { preconditionFailure("Room for something is somewhere.") }
        return circuit.operands.withUnsafeBufferPointer { operands in
            circuit.parameters.withUnsafeBufferPointer { parameters in
                // Where a circuit has no operands or no parameters, no gate reads one.
                let nowhere = UnsafeRawPointer(scratch)
                return body(
                    GatePreparation(
                        operands: operands.baseAddress ?? nowhere.assumingMemoryBound(to: UInt32.self),
                        parameters: parameters.baseAddress ?? UnsafePointer(scratch),
                        bits: UnsafePointer(bits), scratch: scratch))
            }
        }
    }

    /// - Returns: The gate, and where its numbers lie: in the scratch room until the next call, or among the
    ///   circuit's parameters.
    @inline(__always)
    func prepare(_ gate: GateOperation) -> (gate: PreparedGate, numbers: UnsafePointer<Double>) {
        var operand = self.operands + gate.operandStart
        var prepared = PreparedGate(
            kind: .dense, targetCount: 0, targets: SIMD16(), controlMask: 0, controlValue: 0)
        for index in 0..<gate.addedControlCount {
            let bit = 1 << Int(self.bits[Int(operand[index])])
            prepared.controlMask |= bit
            if gate.addedControlState >> UInt64(index) & 1 == 1 { prepared.controlValue |= bit }
        }
        operand += gate.addedControlCount
        switch gate.kind {
        case .standard(let standard):
            let shape = standard.shape
            for _ in 0..<shape.controlCount {
                prepared.controlMask |= 1 << Int(self.bits[Int(operand.pointee)])
                prepared.controlValue |= 1 << Int(self.bits[Int(operand.pointee)])
                operand += 1
            }
            self.setTargets(of: &prepared, operand, count: shape.targetCount)
            standard.writeMatrix(parameters: self.parameters + gate.parameterStart, to: self.scratch)
            self.classify(&prepared, mayBeSwap: standard == .swap || standard == .cSwap)
            return (prepared, UnsafePointer(self.scratch))
        case .unitary(let qubitCount):
            self.setTargets(of: &prepared, operand, count: qubitCount)
            let matrix = self.parameters + gate.parameterStart
            guard qubitCount < 3 else {
                prepared.kind = .denseOnMany
                return (prepared, matrix)
            }
            self.scratch.update(from: matrix, count: 2 << (2 * qubitCount))
            self.classify(&prepared, mayBeSwap: false)
            return (prepared, UnsafePointer(self.scratch))
        case .diagonal(let qubitCount):
            self.setTargets(of: &prepared, operand, count: qubitCount)
            prepared.kind = qubitCount == 1 ? .diagonal : .diagonalOnMany
            return (prepared, self.parameters + gate.parameterStart)
        }
    }

    @inline(__always)
    private func setTargets(of gate: inout PreparedGate, _ operand: UnsafePointer<UInt32>, count: Int) {
        gate.targetCount = count
        for index in 0..<count { gate.targets[index] = self.bits[Int(operand[index])] }
    }

    /// Finds the cheapest kernel for the matrix in the scratch room, and leaves there what that kernel takes.
    @inline(__always)
    private func classify(_ gate: inout PreparedGate, mayBeSwap: Bool) {
        switch gate.targetCount {
        case 0: gate.kind = .phase
        case 1: self.classifyOneQubit(&gate)
        case 2 where mayBeSwap: gate.kind = .swap
        default:
            let rowCount = 1 << gate.targetCount
            gate.kind = .denseOnMany
            guard self.isDiagonal(rowCount: rowCount) else { return }
            gate.kind = .diagonalOnMany
            for row in 1..<rowCount {
                self.scratch[2 * row] = self.scratch[2 * row * (rowCount + 1)]
                self.scratch[2 * row + 1] = self.scratch[2 * row * (rowCount + 1) + 1]
            }
        }
    }

    @inline(__always)
    private func classifyOneQubit(_ gate: inout PreparedGate) {
        let m = self.scratch
        if m[2] == 0, m[3] == 0, m[4] == 0, m[5] == 0 {
            if m[0] == 1, m[1] == 0 {
                let bit = 1 << gate.target
                gate.kind = .phase
                gate.controlMask |= bit
                gate.controlValue |= bit
                gate.targetCount = 0
                (m[0], m[1]) = (m[6], m[7])
            } else {
                gate.kind = .diagonal
                (m[2], m[3]) = (m[6], m[7])
            }
        } else if m[1] == 0, m[3] == 0, m[5] == 0, m[7] == 0 {
            gate.kind = m[0] == 0 && m[2] == 1 && m[4] == 1 && m[6] == 0 ? .flip : .real
        } else {
            gate.kind = .dense
        }
    }

    private func isDiagonal(rowCount: Int) -> Bool {
        for row in 0..<rowCount {
            for column in 0..<rowCount where row != column {
                let entry = 2 * (row * rowCount + column)
                if self.scratch[entry] != 0 || self.scratch[entry + 1] != 0 { return false }
            }
        }
        return true
    }
}
