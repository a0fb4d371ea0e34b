import CircuitModel

/// Finds out what operations are, renames wires where qubits change places, and merges what acts on the same two.
struct Resolver {
    private(set) var operations: [ResolvedOperation] = []
    /// Which wire each qubit is on.
    private(set) var wires: [Int]
    /// The operations on each wire that are not gone, first to last.
    private var history: [[Int]]

    /// The most qubits of a matrix that a kernel multiplies by.
    static let denseQubitCountMax = 5
    /// The most qubits of a diagonal that is taken apart into factors, `2^k` of them.
    private static let phaseQubitCountMax = 4

    init(qubitCount: Int) {
        self.wires = Array(0..<qubitCount)
        self.history = [[Int]](repeating: [], count: qubitCount)
    }

    mutating func append(_ operation: LinearOperation) {
        let controls = Self.bits(operation.controlMask)
        let mask = controls.reduce(0) { $0 | 1 << self.wires[$1] }
        let value = controls.reduce(0) { $0 | (operation.controlValue >> $1 & 1) << self.wires[$1] }
        let targets = operation.targets.map { self.wires[$0] }
        switch operation.kind {
        case .swap(let first, let second):
            if mask == 0 {
                self.wires.swapAt(first, second)
            } else {
                self.append(dense: Self.swapMatrix, targets, mask, value)
            }
        case .diagonal(_, let entries):
            self.append(diagonal: Self.complexes(entries), targets, mask, value)
        case .dense(_, let matrix): self.append(dense: matrix, targets, mask, value)
        }
    }

    // MARK: - Diagonals

    private mutating func append(diagonal entries: [Complex], _ targets: [Int], _ mask: Int, _ value: Int) {
        let controls = Self.bits(mask)
        let wires = targets + controls
        let isRegular = entries.allSatisfy { !$0.isZero }
        if wires.count == 1, controls.isEmpty {
            self.append(one: .diagonal(entries[0], entries[1]), targets[0])
        } else if isRegular, wires.count <= Self.phaseQubitCountMax {
            self.append(phases: self.widened(entries, targets.count, controls, value), wires)
        } else if isRegular, targets.count == 1, Self.isSinglePhase(entries, controls, value) {
            let phase = (mask: 1 << wires.count - 1, factor: entries[1])
            self.record(ResolvedOperation(kind: .phases([phase]), wires: wires))
        } else if targets.count <= Self.denseQubitCountMax {
            self.append(matrix: Self.matrix(diagonal: entries), targets, mask, value)
        } else {
            let numbers = entries.flatMap { [$0.real, $0.imaginary] }
            self.append(
                direct: .diagonal(numbers, on: targets, controlMask: mask, controlValue: value), wires)
        }
    }

    private static func isSinglePhase(_ entries: [Complex], _ controls: [Int], _ value: Int) -> Bool {
        entries[0].isOne && controls.allSatisfy { value >> $0 & 1 == 1 }
    }

    /// The diagonal on targets and controls together.
    private func widened(_ entries: [Complex], _ targetCount: Int, _ controls: [Int], _ value: Int)
        -> [Complex]
    {
        let held = controls.enumerated().reduce(0) { $0 | (value >> $1.element & 1) << $1.offset }
        return (0..<(entries.count << controls.count)).map {
            $0 >> targetCount == held ? entries[$0 & (entries.count - 1)] : .one
        }
    }

    /// Takes a diagonal apart into the factors of masks: each entry is the product over the masks within its index.
    private mutating func append(phases entries: [Complex], _ wires: [Int]) {
        var factors = entries
        for bit in wires.indices {
            for index in factors.indices where index >> bit & 1 == 1 {
                factors[index] = factors[index] / factors[index ^ 1 << bit]
            }
        }
        let phases = factors.indices.compactMap { factors[$0].isOne ? nil : (mask: $0, factor: factors[$0]) }
        if !phases.isEmpty { self.record(ResolvedOperation(kind: .phases(phases), wires: wires)) }
    }

    private static func matrix(diagonal entries: [Complex]) -> [Double] {
        var matrix = [Double](repeating: 0, count: 2 * entries.count * entries.count)
        for (row, entry) in entries.enumerated() {
            matrix[2 * row * (entries.count + 1)] = entry.real
            matrix[2 * row * (entries.count + 1) + 1] = entry.imaginary
        }
        return matrix
    }

    // MARK: - Matrices

    private mutating func append(dense matrix: [Double], _ targets: [Int], _ mask: Int, _ value: Int) {
        let entries = Self.complexes(matrix)
        let rowCount = 1 << targets.count
        let isDiagonal = entries.indices.allSatisfy { $0 % (rowCount + 1) == 0 || entries[$0].isZero }
        let diagonal = (0..<rowCount).map { entries[$0 * (rowCount + 1)] }
        if isDiagonal, targets.isEmpty || diagonal.allSatisfy({ !$0.isZero }) {
            self.append(diagonal: diagonal, targets, mask, value)
        } else {
            self.append(matrix: matrix, targets, mask, value)
        }
    }

    /// A matrix that need not be looked at for zeros.
    private mutating func append(matrix: [Double], _ targets: [Int], _ mask: Int, _ value: Int) {
        let entries = Self.complexes(matrix)
        if mask == 0, targets.count == 1 {
            self.append(one: OneQubitMap(entries), targets[0])
        } else if mask == 0, targets.count == 2 {
            self.append(pair: PairMatrix(entries), targets)
        } else if mask.nonzeroBitCount == 1, targets.count == 1 {
            let control = mask.trailingZeroBitCount
            if value != 0, OneQubitMap(entries) == .flip {
                self.append(controlledNot: [targets[0], control])
            } else {
                let pair = PairMatrix(controlled: OneQubitMap(entries), value: value == 0 ? 0 : 1)
                self.append(pair: pair, [targets[0], control])
            }
        } else if targets.count <= Self.denseQubitCountMax {
            self.record(
                ResolvedOperation(
                    kind: .dense(matrix: matrix), wires: targets, controlMask: mask, controlValue: value))
        } else {
            self.append(
                direct: .dense(matrix, on: targets, controlMask: mask, controlValue: value), targets)
        }
    }

    private mutating func append(one map: OneQubitMap, _ wire: Int) {
        self.record(ResolvedOperation(kind: .one(map), wires: [wire]))
    }

    private mutating func append(controlledNot wires: [Int]) {
        if let earlier = self.pair(before: wires) {
            self.merge(.controlledNot, wires, into: earlier)
        } else {
            self.record(ResolvedOperation(kind: .controlledNot, wires: wires))
        }
    }

    private mutating func append(pair matrix: PairMatrix, _ wires: [Int]) {
        if let earlier = self.pair(before: wires) {
            self.merge(matrix, wires, into: earlier)
        } else {
            self.record(ResolvedOperation(kind: .pair(matrix), wires: wires))
        }
    }

    private mutating func append(direct operation: LinearOperation, _ wires: [Int]) {
        self.record(
            ResolvedOperation(
                kind: .direct(operation), wires: wires, controlMask: operation.controlMask,
                controlValue: operation.controlValue))
    }

    // MARK: - Merging

    private mutating func record(_ operation: ResolvedOperation) {
        for wire in Self.bits(operation.mask) { self.history[wire].append(self.operations.count) }
        self.operations.append(operation)
    }

    /// The last operation on both wires, if it is on just these and nothing but one-qubit maps came after it.
    private func pair(before wires: [Int]) -> Int? {
        let places = wires.map { wire in self.history[wire].last { !self.isOne($0) } }
        guard let first = places[0], first == places[1] else { return nil }
        switch self.operations[first].kind {
        case .pair, .controlledNot: return first
        case .one, .phases, .dense, .direct, .gone: return nil
        }
    }

    private func isOne(_ index: Int) -> Bool {
        if case .one = self.operations[index].kind { true } else { false }
    }

    /// Multiplies an earlier pair, and the one-qubit maps since, by a later one.
    private mutating func merge(_ later: PairMatrix, _ wires: [Int], into earlier: Int) {
        let own = self.operations[earlier].wires
        var product = later
        if own != wires { product = product.exchanged }
        var between = [OneQubitMap.identity, .identity]
        for (slot, wire) in own.enumerated() {
            while let last = self.history[wire].last, last != earlier {
                if case .one(let map) = self.operations[last].kind { between[slot] = between[slot] * map }
                self.operations[last].kind = .gone
                self.history[wire].removeLast()
            }
            self.history[wire].removeLast()
        }
        product = product * PairMatrix(low: between[0], high: between[1])
        switch self.operations[earlier].kind {
        case .pair(let matrix): product = product * matrix
        case .controlledNot: product = product * .controlledNot
        case .one, .phases, .dense, .direct, .gone: break
        }
        self.operations[earlier].kind = .gone
        let diagonal = (0..<4).map { product[$0, $0] }
        if product.isDiagonal, diagonal.allSatisfy({ $0.magnitude > 1e-3 * product.size }) {
            self.append(phases: diagonal, own)
        } else {
            self.record(ResolvedOperation(kind: .pair(product), wires: own))
        }
    }

    // MARK: - Bits and numbers

    static func bits(_ mask: Int) -> [Int] {
        var bits: [Int] = []
        var rest = mask
        while rest != 0 {
            bits.append(rest.trailingZeroBitCount)
            rest &= rest - 1
        }
        return bits
    }

    private static func complexes(_ numbers: [Double]) -> [Complex] {
        stride(from: 0, to: numbers.count, by: 2).map { Complex(numbers[$0], numbers[$0 + 1]) }
    }

    private static let swapMatrix: [Double] = {
        var matrix = [Double](repeating: 0, count: 32)
        for entry in [0, 6, 9, 15] { matrix[2 * entry] = 1 }
        return matrix
    }()
}
