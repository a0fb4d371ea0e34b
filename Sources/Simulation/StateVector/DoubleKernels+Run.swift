extension DoubleKernels {
    /// Takes steps over one chunk.
    ///
    /// - Parameters:
    ///   - steps: First to last.
    ///   - numbers: The steps' numbers.
    ///   - local: Numbers made for this chunk.
    ///   - places: Forms of matrices; distances and places in vectors.
    ///   - chunk: `2^blockBitCount` blocks.
    ///   - scratch: Room for twice as many vectors as the largest matrix has rows.
    package static func run(
        steps: UnsafePointer<KernelStep>, stepCount: Int, numbers: UnsafePointer<Real>,
        local: UnsafePointer<Real>,
        places: UnsafePointer<Int>, chunk: UnsafeMutableRawPointer, blockBitCount: Int,
        scratch: UnsafeMutableRawPointer
    ) {
        let chunk = chunk.assumingMemoryBound(to: Vector.self)
        let scratch = scratch.assumingMemoryBound(to: Vector.self)
        for index in 0..<stepCount {
            let step = steps[index]
            let group = Groups(fixed: step.fixed, value: step.value, blockBitCount: blockBitCount)
            let m = numbers + step.numbers
            let places = places + step.places
            let phases = Phases(
                lowBitCount: step.second, blockBitCount: blockBitCount, low: numbers + step.third,
                high: local + step.local)
            switch step.code {
            case .product:
                product(
                    blockBitCount: blockBitCount, lowBitCount: step.second, low: numbers + step.third,
                    high: local + step.local, chunk)
            case .densePair: densePair(group, m, step.first, step.second, chunk)
            case .reducedPair: reducedPair(group, m, places, chunk)
            case .network1: network1(group, places, places + 1, m, chunk)
            case .network2: network2(group, places, places + 2, m, chunk)
            case .network3: network3(group, places, places + 3, m, chunk)
            case .dense: dense(group, step.first, m, places, chunk, scratch)
            case .exchange: exchange(group, lane: step.first, distance: step.second, chunk)
            case .transpose: transpose(group, places, chunk)
            case .diagonal:
                diagonal(
                    middleBitCount: step.first, blockBitCount: blockBitCount, constant: m,
                    local: local + step.local, chunk)
            case .phasedRotation1: phasedRotation1(group, phases, places, m, chunk)
            case .phasedRotation2: phasedRotation2(group, phases, places, m, chunk)
            case .phasedRotation3: phasedRotation3(group, phases, places, m, chunk)
            case .multiply: multiply(group, by: m, chunk)
            }
        }
    }

    /// The squared norms of runs of blocks, one after the other.
    ///
    /// - Parameter weights: Room for one number for each run.
    package static func weigh(
        _ chunk: UnsafeMutableRawPointer, runCount: Int, runBlockCount: Int,
        into weights: UnsafeMutablePointer<Double>
    ) {
        var p = chunk.assumingMemoryBound(to: Vector.self)
        for run in 0..<runCount {
            var sum = Complexes(Vector(repeating: 0), Vector(repeating: 0))
            for _ in 0..<(runBlockCount &* vectorCount) {
                // Real and imaginary parts alike: which vector holds what makes no difference here.
                sum.real = multiplyAdd(p[0], p[0], sum.real)
                sum.imaginary = multiplyAdd(p[1], p[1], sum.imaginary)
                p += 2
            }
            weights[run] = Double((sum.real + sum.imaginary).sum())
        }
    }

    /// Copies the blocks of a chunk from or to the state.
    ///
    /// - Parameters:
    ///   - state: The first block of the state that belongs to the chunk.
    ///   - runs: For each run of eight blocks, or as many as there are, its first block in the state and in the
    ///     chunk.
    ///   - within: For each block of a run, which bits of the block number in the chunk it adds.
    ///   - isFetch: Into the chunk; otherwise out of it.
    package static func copy(
        _ state: UnsafeMutableRawPointer, _ chunk: UnsafeMutableRawPointer, runs: UnsafePointer<Int>,
        runCount: Int,
        within: UnsafePointer<Int>, runBlockCount: Int, isFetch: Bool
    ) {
        let state = state.assumingMemoryBound(to: Vector.self)
        let chunk = chunk.assumingMemoryBound(to: Vector.self)
        let width = 2 &* vectorCount
        for run in 0..<runCount {
            var outside = state + runs[2 &* run] &* width
            let inside = chunk + runs[2 &* run &+ 1] &* width
            for block in 0..<runBlockCount {
                let place = inside + within[block] &* width
                if isFetch {
                    for index in 0..<width { place[index] = outside[index] }
                } else {
                    for index in 0..<width { outside[index] = place[index] }
                }
                outside += width
            }
        }
    }
}
