// Written by Tools/kernels from Sources/Simulation/StateVector/DoubleKernels+Transfer.swift; change that one.

extension DoubleKernelsAVX512 {
    /// Numbers in one block of a Bloch vector: two digits, into which only the exchange looks.
    package static let transferBlockCount = 16

    /// Multiplies groups of `rowCount` blocks of a Bloch vector by a real matrix.
    ///
    /// - Parameters:
    ///   - state: Blocks of ``transferBlockCount`` numbers; a digit of a block's number to base 4 is a qubit's Pauli
    ///     matrix.
    ///   - firstGroup: Groups are numbered by a block's number without the digits worked on.
    ///   - digits: Those digits, ascending; `k` of them, and `rowCount` is `4^k`.
    ///   - matrix: Eight rows at a time (four, if there are no more), column by column.
    ///   - places: How many blocks from a group's first block each row's block lies.
    ///   - scratch: Room for `rowCount` times 64 bytes, aligned to 64.
    package static func transfer(
        state: UnsafeMutableRawPointer, firstGroup: Int, endGroup: Int, digits: UnsafePointer<Int>,
        digitCount: Int,
        matrix: UnsafePointer<Real>, places: UnsafePointer<Int>, scratch: UnsafeMutableRawPointer
    ) {
        let state = state.assumingMemoryBound(to: Vector.self)
        let scratch = scratch.assumingMemoryBound(to: Vector.self)
        let width = transferBlockCount / Vector.scalarCount
        let rowCount = 1 &<< (2 &* digitCount)
        var group = firstGroup
        while group < endGroup {
            var block = group
            for index in 0..<digitCount {
                let low = block & (1 &<< (2 &* digits[index]) &- 1)
                block = (block &- low) &<< 2 | low
            }
            let base = state + block &* width
            for place in 0..<width {
                for row in 0..<rowCount { scratch[row] = base[places[row] &* width &+ place] }
                if rowCount == 4 {
                    transferRows4(matrix, places, base + place, width, scratch)
                } else {
                    var row = 0
                    while row < rowCount {
                        transferRows8(
                            rowCount, matrix + row &* rowCount, places + row, base + place, width, scratch)
                        row &+= 8
                    }
                }
            }
            group &+= 1
        }
    }

    @inline(__always)
    private static func transferRows8(
        _ rowCount: Int, _ matrix: UnsafePointer<Real>, _ places: UnsafePointer<Int>,
        _ base: UnsafeMutablePointer<Vector>, _ width: Int, _ scratch: UnsafeMutablePointer<Vector>
    ) {
        let zero = Vector(repeating: 0)
        var (s0, s1, s2, s3, s4, s5, s6, s7) = (zero, zero, zero, zero, zero, zero, zero, zero)
        var entry = matrix
        for column in 0..<rowCount {
            let x = scratch[column]
            s0 = multiplyAdd(Vector(repeating: entry[0]), x, s0)
            s1 = multiplyAdd(Vector(repeating: entry[1]), x, s1)
            s2 = multiplyAdd(Vector(repeating: entry[2]), x, s2)
            s3 = multiplyAdd(Vector(repeating: entry[3]), x, s3)
            s4 = multiplyAdd(Vector(repeating: entry[4]), x, s4)
            s5 = multiplyAdd(Vector(repeating: entry[5]), x, s5)
            s6 = multiplyAdd(Vector(repeating: entry[6]), x, s6)
            s7 = multiplyAdd(Vector(repeating: entry[7]), x, s7)
            entry += 8
        }
        base[places[0] &* width] = s0
        base[places[1] &* width] = s1
        base[places[2] &* width] = s2
        base[places[3] &* width] = s3
        base[places[4] &* width] = s4
        base[places[5] &* width] = s5
        base[places[6] &* width] = s6
        base[places[7] &* width] = s7
    }

    @inline(__always)
    private static func transferRows4(
        _ matrix: UnsafePointer<Real>, _ places: UnsafePointer<Int>,
        _ base: UnsafeMutablePointer<Vector>, _ width: Int, _ scratch: UnsafeMutablePointer<Vector>
    ) {
        let zero = Vector(repeating: 0)
        var (s0, s1, s2, s3) = (zero, zero, zero, zero)
        var entry = matrix
        for column in 0..<4 {
            let x = scratch[column]
            s0 = multiplyAdd(Vector(repeating: entry[0]), x, s0)
            s1 = multiplyAdd(Vector(repeating: entry[1]), x, s1)
            s2 = multiplyAdd(Vector(repeating: entry[2]), x, s2)
            s3 = multiplyAdd(Vector(repeating: entry[3]), x, s3)
            entry += 4
        }
        base[places[0] &* width] = s0
        base[places[1] &* width] = s1
        base[places[2] &* width] = s2
        base[places[3] &* width] = s3
    }

    /// Exchanges a digit within blocks (0 or 1) with one of the block number.
    package static func exchangeDigits(
        state: UnsafeMutableRawPointer, firstGroup: Int, endGroup: Int, inner: Int, digit: Int
    ) {
        let state = state.assumingMemoryBound(to: Real.self)
        let distance = transferBlockCount &<< (2 &* digit)
        var group = firstGroup
        while group < endGroup {
            let low = group & (1 &<< (2 &* digit) &- 1)
            let base = state + ((group &- low) &<< 2 | low) &* transferBlockCount
            for a in 0..<3 {
                for b in (a &+ 1)..<4 {
                    let (first, second) = (base + a &* distance, base + b &* distance)
                    // The numbers of one lane digit lie 4 apart, those of the other side by side.
                    let (step, own) = inner == 0 ? (4, 1) : (1, 4)
                    var (p, q) = (first + b &* own, second + a &* own)
                    for _ in 0..<4 {
                        let kept = p.pointee
                        p.pointee = q.pointee
                        q.pointee = kept
                        p += step
                        q += step
                    }
                }
            }
            group &+= 1
        }
    }
}
