// Written by Tools/kernels from Sources/Simulation/StateVector/DoubleKernels+Diagonal.swift; change it.

extension SingleKernelsAVX512 {
    /// Bits of the block number, from the lowest, that one row of a diagonal's tables spans.
    package static let diagonalMiddleBitCount = 3
    /// Bits of the block number, from the lowest, for which a phased rotation has a table of vectors.
    package static let phaseLowBitCount = 6

    /// Multiplies all amplitudes by a diagonal, given as products over the high, middle and lane bits of an index:
    /// `lanes[high] · middle[high, block] · start[block] · scale[high]`, a block being one value of the middle bits.
    ///
    /// - Parameters:
    ///   - middleBitCount: At most ``diagonalMiddleBitCount``.
    ///   - constant: For each high value one block; after those, for each high value one number for each block.
    ///   - local: One block for each middle value; after those, one number for each high value.
    @inline(__always)
    static func diagonal(
        middleBitCount: Int, blockBitCount: Int, constant: UnsafePointer<Real>, local: UnsafePointer<Real>,
        _ chunk: UnsafeMutablePointer<Vector>
    ) {
        let blockCount = 1 << middleBitCount
        let highCount = 1 << (blockBitCount &- middleBitCount)
        var middle = constant + highCount &* 2 &* laneCount
        var scale = local + blockCount &* 2 &* laneCount
        var lanes = vectors(constant)
        var block = chunk
        for _ in 0..<highCount {
            for place in 0..<vectorCount {
                let row = Complexes(lanes[place], lanes[place &+ vectorCount]).times(scale)
                var start = vectors(local) + place
                var amplitudes = block + place
                for value in 0..<blockCount {
                    let factor = Complexes(start[0], start[vectorCount]).times(middle + 2 &* value).times(row)
                    Complexes(at: amplitudes).times(factor).store(at: amplitudes)
                    start += 2 &* vectorCount
                    amplitudes += 2 &* vectorCount
                }
            }
            block += blockCount &* 2 &* vectorCount
            lanes += 2 &* vectorCount
            middle += 2 &* blockCount
            scale += 2
        }
    }

    /// Fills all blocks with `low[block's low bits] · high[the others]`.
    ///
    /// - Parameters:
    ///   - low: A block for each value of the low bits of the block number.
    ///   - high: A number for each value of the others.
    @inline(__always)
    static func product(
        blockBitCount: Int, lowBitCount: Int, low: UnsafePointer<Real>, high: UnsafePointer<Real>,
        _ chunk: UnsafeMutablePointer<Vector>
    ) {
        var block = chunk
        for value in 0..<(1 << (blockBitCount &- lowBitCount)) {
            let scale = Complexes(repeating: high + 2 &* value)
            var factors = vectors(low)
            for _ in 0..<(1 << lowBitCount) {
                for place in 0..<vectorCount {
                    Complexes(factors[place], factors[place &+ vectorCount]).times(scale).store(
                        at: block + place)
                }
                factors += 2 &* vectorCount
                block += 2 &* vectorCount
            }
        }
    }

    /// Multiplies the blocks of a group by one block of factors.
    @inline(__always)
    static func multiply(
        _ group: Groups, by factors: UnsafePointer<Real>, _ chunk: UnsafeMutablePointer<Vector>
    ) {
        var group = group
        let vectors = vectors(factors)
        while group.isValid {
            let p = chunk + group.offset
            for place in 0..<vectorCount {
                let factor = Complexes(vectors[place], vectors[place &+ vectorCount])
                Complexes(at: p + place).times(factor).store(at: p + place)
            }
            group.advance()
        }
    }

    @inline(__always)
    static func vectors(_ numbers: UnsafePointer<Real>) -> UnsafePointer<Vector> {
        UnsafeRawPointer(numbers).assumingMemoryBound(to: Vector.self)
    }
}
