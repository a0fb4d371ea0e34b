/// Cuts operations into passes: which qubits make up the chunks of each sweep over the state.
///
/// A sweep costs memory traffic, so each is to do as much as can be. The lowest stored bits are always part of a
/// chunk, so that a chunk is fetched in runs; the others are chosen by the best of several greedy tries.
struct PassScheduler {
    private let wireCount: Int
    private let storedBitCount: Int
    private let bitCount: Int
    private let laneBitCount: Int
    private let tryCount: Int
    private let fused: [FusedOperation]
    /// The wire of each stored bit; the number of wires for one that only fills up.
    private var wires: [Int]
    /// Wires that the widest of the operations to come changes.
    private var widestCount = 0
    private var random = SmallRandom()
    private var passes: [PlanPass] = []

    /// Block bits that are always part of a chunk: a run of memory is eight blocks.
    static let runBlockBitCount = 3

    static func schedule(
        _ operations: [FusedOperation], wirePositions: [Int], shape: PlanShape
    ) -> (passes: [PlanPass], wirePositions: [Int]) {
        var scheduler = PassScheduler(operations, wirePositions: wirePositions, shape: shape)
        scheduler.run()
        var positions = wirePositions
        for (position, wire) in scheduler.wires.enumerated() where wire < positions.count {
            positions[wire] = position
        }
        return (scheduler.passes, positions)
    }

    private init(_ fused: [FusedOperation], wirePositions: [Int], shape: PlanShape) {
        self.fused = fused
        self.wireCount = wirePositions.count
        self.storedBitCount = shape.storedBitCount
        self.bitCount = shape.chunkBitCount
        self.laneBitCount = shape.laneBitCount
        self.tryCount = shape.tryCount
        self.wires = [Int](repeating: wirePositions.count, count: shape.storedBitCount)
        for (wire, position) in wirePositions.enumerated() { self.wires[position] = wire }
    }

    private mutating func run() {
        var remaining: [ScheduledOperation] = []
        for (index, operation) in self.fused.enumerated() {
            if operation.isDirect
                || operation.laneFreeMask.nonzeroBitCount > self.bitCount - self.laneBitCount
            {
                self.runChunked(remaining)
                remaining = []
                self.passes.append(.direct(operation.linear(at: self.wirePositions)))
            } else {
                remaining.append(ScheduledOperation(operation, index: index))
            }
        }
        self.runChunked(remaining)
    }

    private var wirePositions: [Int] {
        var positions = [Int](repeating: 0, count: self.wireCount)
        for (position, wire) in self.wires.enumerated() where wire < self.wireCount {
            positions[wire] = position
        }
        return positions
    }

    // MARK: - Passes

    private mutating func runChunked(_ operations: [ScheduledOperation]) {
        var remaining = operations
        self.widestCount = operations.reduce(0) { max($0, $1.targetMask.nonzeroBitCount) }
        while !remaining.isEmpty {
            let chunk = self.chooseChunk(remaining)
            let (ready, rest) = self.split(remaining, chunk)
            precondition(!ready.isEmpty, "Every operation that is scheduled fits a chunk.")
            self.appendPass(ready, chunk, rest)
            remaining = rest
        }
    }

    /// Bits of wires that are in every chunk: the lane's and those of a run, as far as they leave room for the
    /// operation on the most wires.
    private var forcedMask: Int {
        let room = self.bitCount - self.widestCount
        let count = max(self.laneBitCount, min(self.laneBitCount + Self.runBlockBitCount, room))
        return self.wires[..<count].reduce(0) { $1 < self.wireCount ? $0 | 1 << $1 : $0 }
    }

    private func split(
        _ operations: [ScheduledOperation], _ chunk: Int
    ) -> (ready: [ScheduledOperation], rest: [ScheduledOperation]) {
        let all = (1 << self.wireCount) - 1
        var order = OperationOrder()
        var ready: [ScheduledOperation] = []
        var rest: [ScheduledOperation] = []
        for (place, operation) in operations.enumerated() {
            if operation.targetMask & ~chunk == 0, order.allows(operation) {
                ready.append(operation)
            } else {
                order.hold(operation)
                rest.append(operation)
                if order.isClosed(all) { return (ready, rest + operations[(place + 1)...]) }
            }
        }
        return (ready, rest)
    }

    /// The wires of the next chunk.
    private mutating func chooseChunk(_ operations: [ScheduledOperation]) -> Int {
        let all = (1 << self.wireCount) - 1
        if self.bitCount >= self.storedBitCount { return all }
        var best = (cost: -1.0, chunk: 0)
        for attempt in 0..<self.tryCount {
            let found = self.greedyChunk(operations, isFirst: attempt == 0)
            if found.cost > best.cost { best = (found.cost, found.chunk) }
            // Nothing is left outside: no other chunk does more.
            if found.isAll { break }
        }
        return self.filled(best.chunk, operations)
    }

    /// Takes operations in order as long as their qubits fit, leaving some out by chance.
    private mutating func greedyChunk(
        _ operations: [ScheduledOperation], isFirst: Bool
    ) -> (cost: Double, chunk: Int, isAll: Bool) {
        let all = (1 << self.wireCount) - 1
        // Bits that only fill up, and are forced, take room too.
        let room = self.bitCount - self.wires.count { $0 == self.wireCount }
        var chunk = self.forcedMask
        var order = OperationOrder()
        var (cost, isAll) = (0.0, true)
        for operation in operations {
            let wider = chunk | operation.targetMask
            let isWelcome = wider == chunk || isFirst || self.random.next() & 3 != 0
            if order.allows(operation), isWelcome, wider.nonzeroBitCount <= room {
                chunk = wider
                cost += operation.cost + 1
            } else {
                order.hold(operation)
                isAll = false
                if order.isClosed(all) { break }
            }
        }
        return (cost, chunk, isAll)
    }

    /// Adds the wires that are needed next while there is room.
    private func filled(_ chunk: Int, _ operations: [ScheduledOperation]) -> Int {
        let room = self.bitCount - self.wires.count { $0 == self.wireCount }
        var filled = chunk
        for operation in operations {
            let wider = filled | operation.targetMask
            if wider.nonzeroBitCount <= room { filled = wider }
            if filled.nonzeroBitCount == room { break }
        }
        for wire in self.wires where wire < self.wireCount && filled.nonzeroBitCount < room {
            filled |= 1 << wire
        }
        return filled
    }

    private mutating func appendPass(
        _ operations: [ScheduledOperation], _ chunk: Int, _ rest: [ScheduledOperation]
    ) {
        var before: [Int] = []
        var outside: [Int] = []
        for (position, wire) in self.wires.enumerated() {
            let isInside = wire == self.wireCount || chunk & 1 << wire != 0
            if isInside { before.append(position) } else { outside.append(position) }
        }
        before += outside
        precondition(before.count - outside.count == self.bitCount, "A chunk has its size.")
        var builder = PassBuilder(
            self.fused, wires: before.map { self.wires[$0] }, wireCount: self.wireCount,
            bitCount: self.bitCount,
            laneBitCount: self.laneBitCount)
        let (steps, localWires) = builder.build(operations)
        let after = self.placed(localWires, before, rest)
        for (bit, position) in after.enumerated() { self.wires[position] = localWires[bit] }
        self.passes.append(
            .chunked(ChunkPass(bitCount: self.bitCount, before: before, after: after, steps: steps)))
    }

    /// The stored bit that each local bit is put back to: into the runs go the wires that are needed soonest.
    private func placed(_ wires: [Int], _ before: [Int], _ rest: [ScheduledOperation]) -> [Int] {
        guard self.bitCount < self.storedBitCount, !rest.isEmpty else { return before }
        let firstUse = FirstUses(rest, wireCount: self.wireCount) { $0.targetMask }
        let blockBits = Array(self.laneBitCount..<self.bitCount)
        let soonest = blockBits.sorted { (firstUse[wires[$0]], $0) < (firstUse[wires[$1]], $1) }
        let runBits = Set(soonest.prefix(Self.runBlockBitCount))
        var after = before
        let order = blockBits.filter { runBits.contains($0) } + blockBits.filter { !runBits.contains($0) }
        for (place, bit) in order.enumerated() { after[bit] = before[self.laneBitCount + place] }
        return after
    }
}
