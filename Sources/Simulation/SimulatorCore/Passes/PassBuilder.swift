import CircuitModel

/// Puts the operations of one pass in an order and brings them to local bits.
///
/// The qubits of the lane cannot be acted on. What does not act on them goes first; when nothing is left but what
/// does, they change places with others of the chunk.
struct PassBuilder {
    private let laneBitCount: Int
    private let bitCount: Int
    /// The local bit of each wire, and the wire of each local bit; the number of wires for a bit that only fills up.
    private var bits: [Int]
    private var wires: [Int]
    private let fused: [FusedOperation]
    private var builder = NetworkBuilder()

    /// - Parameter wires: The wire of each local bit, or the number of wires where it has none.
    init(_ fused: [FusedOperation], wires: [Int], wireCount: Int, bitCount: Int, laneBitCount: Int) {
        self.fused = fused
        self.wires = wires
        self.bitCount = bitCount
        self.laneBitCount = laneBitCount
        self.bits = [Int](repeating: 0, count: wireCount)
        for (bit, wire) in wires.enumerated() where wire < wireCount { self.bits[wire] = bit }
    }

    /// - Returns: The steps, and the wire of each local bit afterwards.
    mutating func build(_ operations: [ScheduledOperation]) -> (steps: [PlanStep], wires: [Int]) {
        var remaining = operations
        while true {
            remaining = self.emitReady(remaining)
            guard let first = remaining.first else { break }
            self.vacateLane(for: first, remaining)
        }
        self.builder.close()
        return (self.builder.steps, self.wires)
    }

    private var laneMask: Int {
        self.wires[..<self.laneBitCount].reduce(0) { $1 < self.bits.count ? $0 | 1 << $1 : $0 }
    }

    /// Emits what can be done without the qubits of the lane, and returns the rest.
    private mutating func emitReady(_ operations: [ScheduledOperation]) -> [ScheduledOperation] {
        let laneMask = self.laneMask
        let all = (1 << self.bits.count) - 1
        var order = OperationOrder()
        var rest: [ScheduledOperation] = []
        for (place, operation) in operations.enumerated() {
            if order.allows(operation), operation.laneFreeMask & laneMask == 0 {
                self.emit(self.fused[operation.index])
            } else {
                order.hold(operation)
                rest.append(operation)
                if order.isClosed(all) { return rest + operations[(place + 1)...] }
            }
        }
        return rest
    }

    // MARK: - The lane

    /// Brings out of the lane what the first operation needs, and with it what others will need soon.
    private mutating func vacateLane(for first: ScheduledOperation, _ operations: [ScheduledOperation]) {
        let firstUse = FirstUses(operations, wireCount: self.bits.count) { $0.laneFreeMask }
        for lane in 0..<self.laneBitCount {
            let use = firstUse[self.wires[lane]]
            guard use < Int.max else { continue }
            var best: Int?
            for bit in self.laneBitCount..<self.bitCount {
                let isNeeded =
                    self.wires[bit] < self.bits.count && first.laneFreeMask & 1 << self.wires[bit] != 0
                if isNeeded { continue }
                if best.map({ firstUse[self.wires[bit]] > firstUse[self.wires[$0]] }) ?? true { best = bit }
            }
            guard let best, use == 0 || firstUse[self.wires[best]] > use else { continue }
            self.exchange(lane: lane, bit: best)
        }
    }

    private mutating func exchange(lane: Int, bit: Int) {
        self.builder.close()
        self.builder.append(.exchange(lane: lane, bit: bit), mask: 0)
        self.wires.swapAt(lane, bit)
        for place in [lane, bit] where self.wires[place] < self.bits.count {
            self.bits[self.wires[place]] = place
        }
    }

    // MARK: - Steps

    private func localMask(_ mask: Int) -> Int {
        Resolver.bits(mask).reduce(0) { $0 | 1 << self.bits[$1] }
    }

    private mutating func emit(_ operation: FusedOperation) {
        let bits = operation.wires.map { self.bits[$0] }
        let touched = self.localMask(operation.targetMask | operation.diagonalMask)
        switch operation.kind {
        case .rotation(let rotation): self.builder.append(rotation, bit: bits[0])
        case .phasedRotation(let rotation, let factors):
            let local = factors.map { PlanFactor(mask: 1 << self.bits[$0.wire], $0.factor) }
            self.builder.append(
                PhasedRotation(bit: bits[0], rotation: rotation, factors: local), mask: touched)
        case .controlledNot:
            if bits[1] < self.bitCount {
                self.builder.appendControlledNot(target: bits[0], control: bits[1])
            } else {
                self.builder.append(.controlledNot(target: bits[0], control: bits[1]), mask: touched)
            }
        case .pair(let matrix):
            self.builder.append(
                .pair(
                    low: bits[0], high: bits[1], numbers: matrix.entries.flatMap { [$0.real, $0.imaginary] }),
                mask: touched)
        case .reducedPair(let core):
            self.builder.append(
                .reducedPair(
                    low: bits[0], high: bits[1], numbers: core.numbers.flatMap { [$0.real, $0.imaginary] },
                    columns: core.columns, rows: core.rows), mask: touched)
        case .dense(let matrix):
            self.builder.append(
                .dense(
                    bits: bits, matrix: matrix, controlMask: self.localMask(operation.controlMask),
                    controlValue: self.localMask(operation.controlValue)), mask: touched)
        case .diagonal(let factors):
            let local = factors.map {
                PlanFactor(mask: 1 << self.bits[$0.first] | 1 << self.bits[$0.second], $0.factor)
            }
            self.builder.append(.diagonal(local), mask: touched)
        case .phase(let factor):
            self.builder.append(
                .phase(PlanFactor(mask: self.localMask(operation.diagonalMask), factor)), mask: touched)
        case .direct: preconditionFailure("It has a pass of its own.")
        }
    }
}
