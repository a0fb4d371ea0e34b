extension DoubleKernels {
    /// Exchanges a bit of the lane with a bit of the block number.
    ///
    /// - Parameters:
    ///   - lane: Which bit of the lane.
    ///   - distance: Between the two blocks of a pair, in vectors.
    @inline(__always)
    static func exchange(
        _ group: Groups, lane: Int, distance: Int, _ chunk: UnsafeMutablePointer<Vector>
    ) {
        switch lane {
        case 0: exchange(group, distance, chunk) { exchangedBit0($0, $1) }
        case 1: exchange(group, distance, chunk) { exchangedBit1($0, $1) }
        default: exchange(group, distance, chunk) { exchangedBit2($0, $1) }
        }
    }

    @inline(__always)
    private static func exchange(
        _ group: Groups, _ distance: Int, _ chunk: UnsafeMutablePointer<Vector>,
        _ exchanged: (Lanes, Lanes) -> (Lanes, Lanes)
    ) {
        var group = group
        while group.isValid {
            let first = UnsafeMutableRawPointer(chunk + group.offset).assumingMemoryBound(to: Lanes.self)
            let second = UnsafeMutableRawPointer(chunk + group.offset + distance)
                .assumingMemoryBound(to: Lanes.self)
            (first[0], second[0]) = exchanged(first[0], second[0])
            (first[1], second[1]) = exchanged(first[1], second[1])
            group.advance()
        }
    }

    @inline(__always)
    static func exchangedBit0(_ a: Lanes, _ b: Lanes) -> (Lanes, Lanes) {
        var (x, y) = (a, b)
        x.oddHalf = b.evenHalf
        y.evenHalf = a.oddHalf
        return (x, y)
    }

    @inline(__always)
    static func exchangedBit1(_ a: Lanes, _ b: Lanes) -> (Lanes, Lanes) {
        (
            Lanes(
                lowHalf: SIMD4(lowHalf: a.lowHalf.lowHalf, highHalf: b.lowHalf.lowHalf),
                highHalf: SIMD4(lowHalf: a.highHalf.lowHalf, highHalf: b.highHalf.lowHalf)),
            Lanes(
                lowHalf: SIMD4(lowHalf: a.lowHalf.highHalf, highHalf: b.lowHalf.highHalf),
                highHalf: SIMD4(lowHalf: a.highHalf.highHalf, highHalf: b.highHalf.highHalf))
        )
    }

    @inline(__always)
    static func exchangedBit2(_ a: Lanes, _ b: Lanes) -> (Lanes, Lanes) {
        (
            Lanes(lowHalf: a.lowHalf, highHalf: b.lowHalf),
            Lanes(lowHalf: a.highHalf, highHalf: b.highHalf)
        )
    }
}
