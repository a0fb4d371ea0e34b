/// Turns the operations of a program into steps on rows.
///
/// Gates that only exchange rows (Hadamard, swap) are renamings and leave no step; rows that are known to be 0 are
/// not added.
struct FrameWriter {
    private let program: StabilizerProgram
    private let outcomes: [Bool]
    private var nextOutcome = 0
    private var clbits: [Bool]
    private var frames = FrameProgram()
    /// Rows of X of each qubit, then of Z of each.
    private var rowOf: [UInt32]
    private var isZero: [Bool]
    private let firstClbitRow: Int
    /// For what is used up at once.
    private let scratchRow: UInt32

    init(_ program: StabilizerProgram, _ reference: ReferenceSample) {
        self.program = program
        self.outcomes = reference.outcomes
        self.clbits = [Bool](repeating: false, count: program.clbitCount)
        let frameRowCount = 2 * program.qubitCount
        self.firstClbitRow = frameRowCount
        self.scratchRow = UInt32(frameRowCount + program.clbitCount)
        self.rowOf = (0..<UInt32(frameRowCount)).map { $0 }
        self.isZero = [Bool](repeating: false, count: frameRowCount + program.clbitCount + 1)
        self.frames.steps.reserveCapacity(2 * program.operations.count + self.isZero.count)
        for qubit in 0..<program.qubitCount {
            self.clear(self.xRow(qubit))
            self.randomize(self.zRow(qubit))
        }
        for clbit in 0..<program.clbitCount { self.clear(self.row(ofClbit: clbit)) }
    }

    mutating func write(_ operation: StabilizerOperation) {
        switch operation {
        case .hadamard(let qubit): self.rowOf.swapAt(qubit, self.program.qubitCount + qubit)
        case .s(let qubit), .sAdjoint(let qubit): self.add(self.xRow(qubit), to: self.zRow(qubit))
        // A Pauli changes the signs of others, and a frame has none.
        case .x, .y, .z: break
        case .cx(let control, let target):
            self.add(self.xRow(control), to: self.xRow(target))
            self.add(self.zRow(target), to: self.zRow(control))
        case .cz(let first, let second):
            self.add(self.xRow(first), to: self.zRow(second))
            self.add(self.xRow(second), to: self.zRow(first))
        case .swap(let first, let second):
            self.rowOf.swapAt(first, second)
            self.rowOf.swapAt(self.program.qubitCount + first, self.program.qubitCount + second)
        case .measure(let qubit, let clbit): self.measure(qubit, into: clbit)
        case .reset(let qubit):
            self.clear(self.xRow(qubit))
            self.randomize(self.zRow(qubit))
        case .noise(let channel, let qubit): self.strike(channel, [qubit])
        case .pairNoise(let channel, let first, let second): self.strike(channel, [first, second])
        case .misread(let clbit, let error): self.misread(clbit, error)
        case .conditional(let number): self.write(self.program.conditionals[number])
        case .observe(let number): self.observe(self.program.observables[number], number)
        }
    }

    /// The frame program, with the steps that no result depends on taken out.
    consuming func finished() -> FrameProgram {
        self.frames.reference = [UInt64](repeating: 0, count: max(1, (self.clbits.count + 63) / 64))
        for (clbit, value) in self.clbits.enumerated() where value {
            self.frames.reference[clbit >> 6] |= 1 << UInt64(clbit & 63)
        }
        self.frames.clbitRows = self.clbits.indices.map { clbit in
            self.isZero[self.firstClbitRow + clbit] ? nil : self.row(ofClbit: clbit)
        }
        var frames = self.frames
        frames.removeDeadSteps(rowCount: self.isZero.count)
        return frames
    }

    // MARK: - Operations

    private mutating func measure(_ qubit: Int, into clbit: Int) {
        self.clbits[clbit] = self.outcomes[self.nextOutcome]
        self.nextOutcome += 1
        self.copy(self.xRow(qubit), to: self.row(ofClbit: clbit))
        self.randomize(self.zRow(qubit))
    }

    private mutating func strike(_ channel: Int, _ qubits: [Int]) {
        let rows = qubits.flatMap { [self.xRow($0), self.zRow($0)] }
        for row in rows { self.isZero[Int(row)] = false }
        self.frames.steps.append(.noise(UInt32(self.frames.noises.count)))
        self.frames.noises.append(FrameNoise(channel: channel, rows: rows))
    }

    private mutating func misread(_ clbit: Int, _ error: Int) {
        let row = self.row(ofClbit: clbit)
        self.isZero[Int(row)] = false
        self.frames.steps.append(.misread(UInt32(self.frames.misreadings.count)))
        self.frames.misreadings.append(
            FrameMisreading(row: row, error: error, reference: self.clbits[clbit]))
    }

    private mutating func write(_ conditional: ConditionalPaulis) {
        let reference = conditional.isTrue { self.clbits[$0] }
        let rows = conditional.clbits.map { bit in
            (row: self.row(ofClbit: bit.clbit), isInverted: self.clbits[bit.clbit] == bit.value)
        }
        self.frames.steps.append(.test(UInt32(self.frames.tests.count)))
        self.frames.tests.append(
            FrameTest(result: self.scratchRow, rows: rows, isInverted: conditional.isNegated != reference))
        self.isZero[Int(self.scratchRow)] = false
        // Shots that take the other way differ by the Paulis of both.
        for factor in conditional.whenTrue + conditional.whenFalse {
            if factor.hasX { self.add(self.scratchRow, to: self.xRow(factor.qubit)) }
            if factor.hasZ { self.add(self.scratchRow, to: self.zRow(factor.qubit)) }
        }
    }

    private mutating func observe(_ factors: [PauliFactor], _ number: Int) {
        self.clear(self.scratchRow)
        for factor in factors {
            if factor.hasX { self.add(self.zRow(factor.qubit), to: self.scratchRow) }
            if factor.hasZ { self.add(self.xRow(factor.qubit), to: self.scratchRow) }
        }
        self.frames.steps.append(.count(self.scratchRow, observable: UInt32(number)))
    }

    // MARK: - Rows

    private func xRow(_ qubit: Int) -> UInt32 { self.rowOf[qubit] }

    private func zRow(_ qubit: Int) -> UInt32 { self.rowOf[self.program.qubitCount + qubit] }

    private func row(ofClbit clbit: Int) -> UInt32 { UInt32(self.firstClbitRow + clbit) }

    private mutating func clear(_ row: UInt32) {
        self.frames.steps.append(.clear(row))
        self.isZero[Int(row)] = true
    }

    private mutating func randomize(_ row: UInt32) {
        self.frames.steps.append(.randomize(row))
        self.isZero[Int(row)] = false
    }

    private mutating func copy(_ source: UInt32, to target: UInt32) {
        self.frames.steps.append(self.isZero[Int(source)] ? .clear(target) : .copy(from: source, to: target))
        self.isZero[Int(target)] = self.isZero[Int(source)]
    }

    private mutating func add(_ source: UInt32, to target: UInt32) {
        if self.isZero[Int(source)] { return }
        let isFirst = self.isZero[Int(target)]
        self.frames.steps.append(isFirst ? .copy(from: source, to: target) : .add(source, to: target))
        self.isZero[Int(target)] = false
    }
}
