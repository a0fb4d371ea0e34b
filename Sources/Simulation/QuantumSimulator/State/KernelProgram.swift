import SimulatorCore
import StateVector

/// The steps of one pass as kernels take them, and the recipes of the numbers that differ from chunk to chunk.
struct KernelProgram<Real: KernelReal> {
    /// A number of the chunk that some of its bits have to hold for a step to be taken.
    struct Condition {
        var mask: Int
        var value: Int
    }

    let bitCount: Int
    let laneBitCount = AmplitudeBlocks<Real>.laneBitCount
    let vectorCount: Int
    private(set) var steps: [KernelStep] = []
    private(set) var conditions: [Condition] = []
    private(set) var numbers: [Real] = []
    /// Never empty, so that it has an address.
    private(set) var places = [0]
    private(set) var recipes: [ChunkRecipe] = []
    private(set) var localCount = 0
    /// Rows of the largest matrix that is not on two qubits.
    private(set) var rowCountMax = 0

    init(_ pass: ChunkPass, _ set: InstructionSet) {
        self.bitCount = pass.bitCount
        self.vectorCount = Real.vectorCount(set)
        var steps = pass.steps[...]
        while let step = steps.first {
            if let bits = Self.transposedBits(steps.prefix(3)) {
                self.append(transposed: bits)
                steps = steps.dropFirst(3)
            } else {
                self.append(step)
                steps = steps.dropFirst()
            }
        }
    }

    var blockBitCount: Int { self.bitCount - self.laneBitCount }
    var isConditional: Bool { self.conditions.contains { $0.mask != 0 } }

    // MARK: - Steps

    private mutating func append(_ step: PlanStep) {
        switch step {
        case .product(let numbers): self.append(product: numbers)
        case .exchange(let lane, let bit):
            var kernel = KernelStep(.exchange)
            kernel.fixed = self.block(bit)
            kernel.first = lane
            kernel.second = self.distance(bit)
            self.add(kernel)
        case .network(let bits, let rotations, let outputs): self.append(network: bits, rotations, outputs)
        case .phasedRotations(let stages): self.append(stages)
        case .pair(let low, let high, let numbers):
            var kernel = self.pairStep(.densePair, low, high)
            kernel.numbers = self.add(numbers)
            self.add(kernel)
        case .reducedPair(let low, let high, let numbers, let columns, let rows):
            var kernel = self.pairStep(.reducedPair, low, high)
            kernel.numbers = self.add(numbers)
            kernel.places = self.places.count
            self.places += (columns + rows).map {
                $0 & 1 * self.distance(low) + $0 >> 1 * self.distance(high)
            }
            self.add(kernel)
        case .dense(let bits, let matrix, let mask, let value): self.append(dense: bits, matrix, mask, value)
        case .controlledNot(let target, let control):
            let flip = Rotation.Form.none.rawValue
            var kernel = KernelStep(.network1)
            kernel.fixed = self.block(target)
            kernel.places = self.places.count
            self.places += [flip, self.distance(target), self.distance(target), 0]
            self.add(kernel, controlMask: 1 << control, controlValue: 1 << control)
        case .diagonal(let factors): self.append(diagonal: factors)
        case .phase(let factor): self.append(phase: factor)
        }
    }

    /// The bits that the lowest three of the lane change places with, if these steps are just that.
    private static func transposedBits(_ steps: ArraySlice<PlanStep>) -> [Int]? {
        var bits = [Int](repeating: 0, count: 3)
        for step in steps {
            guard case .exchange(let lane, let bit) = step, lane < 3, !bits.contains(bit) else { return nil }
            bits[lane] = bit
        }
        return bits.contains(0) ? nil : bits
    }

    private mutating func append(transposed bits: [Int]) {
        var kernel = KernelStep(.transpose)
        kernel.fixed = bits.reduce(0) { $0 | self.block($1) }
        kernel.places = self.places.count
        self.places += bits.map { self.distance($0) }
        self.add(kernel)
    }

    private func pairStep(_ code: KernelStep.Code, _ low: Int, _ high: Int) -> KernelStep {
        var kernel = KernelStep(code)
        kernel.fixed = self.block(low) | self.block(high)
        kernel.first = self.distance(low)
        kernel.second = self.distance(high)
        return kernel
    }

    private mutating func append(network bits: [Int], _ rotations: [Rotation], _ outputs: [Int]) {
        let codes: [KernelStep.Code] = [.network1, .network2, .network3]
        var kernel = KernelStep(codes[bits.count - 1])
        kernel.fixed = bits.reduce(0) { $0 | self.block($1) }
        kernel.numbers = self.numbers.count
        for rotation in rotations { self.add(rotation) }
        kernel.places = self.places.count
        self.places += rotations.map(\.form.rawValue)
        self.places += bits.map { self.distance($0) }
        self.places += outputs.map { self.distance(ofRow: $0, bits) }
        self.add(kernel)
    }

    private mutating func append(dense bits: [Int], _ matrix: [Double], _ mask: Int, _ value: Int) {
        var kernel = KernelStep(.dense)
        switch bits.count {
        case 1:
            kernel = KernelStep(.network1)
            kernel.numbers = self.add(matrix)
            kernel.places = self.places.count
            self.places += [Rotation.Form.full.rawValue, self.distance(bits[0]), 0, self.distance(bits[0])]
        case 2:
            kernel = self.pairStep(.densePair, bits[0], bits[1])
            kernel.numbers = self.add(matrix)
        default:
            kernel.first = 1 << bits.count
            kernel.numbers = self.add(matrix)
            kernel.places = self.places.count
            self.places += (0..<kernel.first).map { self.distance(ofRow: $0, bits) }
            self.rowCountMax = max(self.rowCountMax, kernel.first)
        }
        kernel.fixed = bits.reduce(0) { $0 | self.block($1) }
        self.add(kernel, controlMask: mask, controlValue: value)
    }

    private mutating func append(_ stages: [PhasedRotation]) {
        let codes: [KernelStep.Code] = [.phasedRotation1, .phasedRotation2, .phasedRotation3]
        var kernel = KernelStep(codes[stages.count - 1])
        let bits = stages.map(\.bit)
        let tables = stages.map { stage in
            // What bits that are rotated in the same go have to do with each other is the kernel's own.
            PhaseTables(
                stage.factors.filter { !bits.contains($0.mask.trailingZeroBitCount) },
                bitCount: self.bitCount, laneBitCount: self.laneBitCount,
                lowBitCount: min(DoubleKernels.phaseLowBitCount, self.blockBitCount))
        }
        let rotations = stages.map { $0.rotation.isFlipped ? $0.rotation.flippedWhole : $0.rotation }
        let shared = stages.map { stage in
            bits.filter { $0 != stage.bit }.map { bit in
                stage.factors.filter { $0.mask == 1 << bit }.reduce(PhaseNumber.one) { $0 * PhaseNumber($1) }
            }
        }
        kernel.fixed = bits.reduce(0) { $0 | self.block($1) }
        kernel.second = tables[0].lowBitCount
        kernel.numbers = self.numbers.count
        for rotation in rotations { self.add(rotation) }
        for numbers in shared { self.add(numbers) }
        kernel.third = self.addBlocks(tables.flatMap(\.low))
        kernel.local = self.reserveLocal(2 * tables.count * tables[0].high.count)
        for (place, table) in tables.enumerated() {
            self.recipes.append(.phases(table, at: kernel.local + 2 * place * table.high.count))
        }
        kernel.places = self.places.count
        self.places += rotations.map(\.form.rawValue)
        self.places += bits.map { self.distance($0) }
        self.places += shared.map { numbers in
            numbers.enumerated().reduce(0) { $1.element.isOne ? $0 : $0 | 1 << $1.offset }
        }
        self.add(kernel)
    }

    private mutating func append(product numbers: [Double]) {
        let tables = ProductTables(
            numbers, bitCount: self.bitCount, laneBitCount: self.laneBitCount,
            lowBitCount: min(DoubleKernels.phaseLowBitCount, self.blockBitCount))
        var kernel = KernelStep(.product)
        kernel.second = tables.lowBitCount
        kernel.third = self.addBlocks(tables.low)
        kernel.local = self.reserveLocal(2 * tables.high.count)
        self.recipes.append(.product(tables, at: kernel.local))
        self.add(kernel)
    }

    private mutating func append(diagonal factors: [PlanFactor]) {
        let tables = DiagonalTables(
            factors, bitCount: self.bitCount, laneBitCount: self.laneBitCount,
            middleBitCount: min(DoubleKernels.diagonalMiddleBitCount, self.blockBitCount))
        var kernel = KernelStep(.diagonal)
        kernel.first = tables.middleBitCount
        kernel.numbers = self.addBlocks(tables.lanes)
        self.add(tables.middle)
        kernel.local = self.reserveLocal(2 * (tables.start.count + tables.scale.count))
        self.recipes.append(.diagonal(tables, at: kernel.local))
        self.add(kernel)
    }

    private mutating func append(phase factor: PlanFactor) {
        let laneMask = (1 << self.laneBitCount) - 1
        let lanes = (0...laneMask).map { lane in
            lane & factor.mask == factor.mask & laneMask ? PhaseNumber(factor) : .one
        }
        var kernel = KernelStep(.multiply)
        kernel.numbers = self.addBlocks(lanes)
        self.add(kernel, controlMask: factor.mask & ~laneMask, controlValue: factor.mask & ~laneMask)
    }

    // MARK: - Parts of a step

    private func block(_ bit: Int) -> Int { 1 << (bit - self.laneBitCount) }
    private func distance(_ bit: Int) -> Int { self.block(bit) * 2 * self.vectorCount }

    private func distance(ofRow row: Int, _ bits: [Int]) -> Int {
        bits.enumerated().reduce(0) { row >> $1.offset & 1 == 1 ? $0 + self.distance($1.element) : $0 }
    }

    private mutating func add(_ step: KernelStep, controlMask: Int = 0, controlValue: Int = 0) {
        var step = step
        let inside = (1 << self.bitCount) - 1
        step.fixed |= (controlMask & inside) >> self.laneBitCount
        step.value |= (controlValue & inside) >> self.laneBitCount
        self.steps.append(step)
        self.conditions.append(
            Condition(mask: controlMask >> self.bitCount, value: controlValue >> self.bitCount))
    }

    @discardableResult
    private mutating func add(_ numbers: [Double]) -> Int {
        let start = self.numbers.count
        for number in numbers { self.numbers.append(Real(number)) }
        return start
    }

    private mutating func add(_ rotation: Rotation) {
        self.add(rotation.numbers)
        self.add([Double](repeating: 0, count: DoubleKernels.rotationNumberCount - rotation.numbers.count))
    }

    private mutating func add(_ numbers: [PhaseNumber]) {
        for number in numbers {
            self.numbers.append(Real(number.real))
            self.numbers.append(Real(number.imaginary))
        }
    }

    /// Appends blocks of real and imaginary parts, where vectors can be read.
    private mutating func addBlocks(_ numbers: [PhaseNumber]) -> Int {
        let laneCount = 1 << self.laneBitCount
        while self.numbers.count % laneCount != 0 { self.numbers.append(0) }
        let start = self.numbers.count
        for block in stride(from: 0, to: numbers.count, by: laneCount) {
            for lane in block..<(block + laneCount) { self.numbers.append(Real(numbers[lane].real)) }
            for lane in block..<(block + laneCount) { self.numbers.append(Real(numbers[lane].imaginary)) }
        }
        return start
    }

    /// Room for numbers of one chunk, where vectors can be read.
    private mutating func reserveLocal(_ count: Int) -> Int {
        let start = self.localCount
        let laneCount = 1 << self.laneBitCount
        self.localCount += (count + laneCount - 1) / laneCount * laneCount
        return start
    }
}

extension Rotation {
    /// The matrix with its rows exchanged, written out.
    var flippedWhole: Rotation {
        let n = self.numbers
        switch self.form {
        case .full: return Rotation(form: .full, numbers: [n[4], n[5], n[6], n[7], n[0], n[1], n[2], n[3]])
        case .unit: return Rotation(form: .full, numbers: [n[2], n[3], 1, 0, 1, 0, n[0], n[1]])
        case .real: return Rotation(form: .full, numbers: [n[1], 0, 1, 0, 1, 0, n[0], 0])
        case .imaginary: return Rotation(form: .full, numbers: [0, n[1], 1, 0, 1, 0, 0, n[0]])
        case .none: return Rotation(form: .full, numbers: [0, 0, 1, 0, 1, 0, 0, 0])
        }
    }
}
