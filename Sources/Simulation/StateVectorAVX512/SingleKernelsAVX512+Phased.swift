// Written by Tools/kernels from Sources/Simulation/StateVector/DoubleKernels+Phased.swift; change it.

extension SingleKernelsAVX512 {
    /// Factors of blocks, `low[block's low bits] · high[the others]`, for each of some stages.
    struct Phases {
        private let lowBitCount: Int
        private let low: UnsafePointer<Vector>
        private let high: UnsafePointer<Real>
        private let lowSize: Int
        private let highSize: Int

        /// - Parameters:
        ///   - low: For each stage a block for each value of the low bits of the block number.
        ///   - high: For each stage a number for each value of the others.
        @inline(__always)
        init(lowBitCount: Int, blockBitCount: Int, low: UnsafePointer<Real>, high: UnsafePointer<Real>) {
            self.lowBitCount = lowBitCount
            self.low = vectors(low)
            self.high = high
            self.lowSize = (2 &* vectorCount) << lowBitCount
            self.highSize = 2 << (blockBitCount &- lowBitCount)
        }

        /// The factors of a vector's amplitudes in a block.
        @inline(__always)
        func factor(_ stage: Int, block: Int, place: Int) -> Complexes {
            let row = block & (1 << self.lowBitCount &- 1)
            let p = self.low + stage &* self.lowSize + row &* (2 &* vectorCount) + place
            return Complexes(p[0], p[vectorCount])
                .times(self.high + stage &* self.highSize + 2 &* (block >> self.lowBitCount))
        }
    }

    /// Where a bit is 1 phases, then a one-qubit matrix on it.
    ///
    /// - Parameter places: The form of the matrix; the distance, in vectors, that the bit stands for.
    @inline(__always)
    static func phasedRotation1(
        _ group: Groups, _ phases: Phases, _ places: UnsafePointer<Int>, _ m: UnsafePointer<Real>,
        _ chunk: UnsafeMutablePointer<Vector>
    ) {
        var group = group
        let (kind, distance) = (places[0], places[1])
        while group.isValid {
            let base = chunk + group.offset
            for place in 0..<vectorCount {
                let p = base + place
                var x = Complexes(at: p)
                var y = Complexes(at: p + distance)
                    .times(phases.factor(0, block: group.number, place: place))
                rotate(kind, m, &x, &y)
                x.store(at: p)
                y.store(at: p + distance)
            }
            group.advance()
        }
    }

    /// The same for two bits in turn. A stage may have a phase with the other's bit.
    ///
    /// - Parameters:
    ///   - places: The forms, the distances, and for each stage 1 if there is such a phase.
    ///   - m: The matrices, then the phase that each stage has with the other's bit.
    @inline(__always)
    static func phasedRotation2(
        _ group: Groups, _ phases: Phases, _ places: UnsafePointer<Int>, _ m: UnsafePointer<Real>,
        _ chunk: UnsafeMutablePointer<Vector>
    ) {
        var group = group
        let (k0, k1, d0, d1, s0, s1) = (places[0], places[1], places[2], places[3], places[4], places[5])
        let m1 = m + rotationNumberCount
        let shared = m1 + rotationNumberCount
        while group.isValid {
            let base = chunk + group.offset
            for place in 0..<vectorCount {
                let p = base + place
                let q = p + d1
                var (x0, x1) = (Complexes(at: p), Complexes(at: p + d0))
                var (x2, x3) = (Complexes(at: q), Complexes(at: q + d0))
                let f0 = phases.factor(0, block: group.number, place: place)
                x1 = x1.times(f0)
                x3 = x3.times(s0 == 0 ? f0 : f0.times(shared))
                rotate(k0, m, &x0, &x1)
                rotate(k0, m, &x2, &x3)
                let f1 = phases.factor(1, block: group.number, place: place)
                x2 = x2.times(f1)
                x3 = x3.times(s1 == 0 ? f1 : f1.times(shared + 2))
                rotate(k1, m1, &x0, &x2)
                rotate(k1, m1, &x1, &x3)
                x0.store(at: p)
                x1.store(at: p + d0)
                x2.store(at: q)
                x3.store(at: q + d0)
            }
            group.advance()
        }
    }

    /// The same for three bits in turn.
    ///
    /// - Parameters:
    ///   - places: The forms, the distances, and for each stage 1 for a phase with the lower of the other stages
    ///     plus 2 for one with the higher.
    ///   - m: The matrices, then for each stage these two phases.
    @inline(__always)
    static func phasedRotation3(
        _ group: Groups, _ phases: Phases, _ places: UnsafePointer<Int>, _ m: UnsafePointer<Real>,
        _ chunk: UnsafeMutablePointer<Vector>
    ) {
        var group = group
        let (k0, k1, k2) = (places[0], places[1], places[2])
        let (d0, d1, d2) = (places[3], places[4], places[5])
        let (m1, m2) = (m + rotationNumberCount, m + 2 * rotationNumberCount)
        let shared = m2 + rotationNumberCount
        while group.isValid {
            let base = chunk + group.offset
            for place in 0..<vectorCount {
                let p = base + place
                let (q, r) = (p + d1, p + d2)
                let s = r + d1
                var (x0, x1) = (Complexes(at: p), Complexes(at: p + d0))
                var (x2, x3) = (Complexes(at: q), Complexes(at: q + d0))
                var (x4, x5) = (Complexes(at: r), Complexes(at: r + d0))
                var (x6, x7) = (Complexes(at: s), Complexes(at: s + d0))
                let f0 = phases.factor(0, block: group.number, place: place)
                multiply(&x1, &x3, &x5, &x7, f0, places[6], shared)
                rotate(k0, m, &x0, &x1, &x2, &x3, &x4, &x5, &x6, &x7)
                let f1 = phases.factor(1, block: group.number, place: place)
                multiply(&x2, &x3, &x6, &x7, f1, places[7], shared + 4)
                rotate(k1, m1, &x0, &x2, &x1, &x3, &x4, &x6, &x5, &x7)
                let f2 = phases.factor(2, block: group.number, place: place)
                multiply(&x4, &x5, &x6, &x7, f2, places[8], shared + 8)
                rotate(k2, m2, &x0, &x4, &x1, &x5, &x2, &x6, &x3, &x7)
                x0.store(at: p)
                x1.store(at: p + d0)
                x2.store(at: q)
                x3.store(at: q + d0)
                x4.store(at: r)
                x5.store(at: r + d0)
                x6.store(at: s)
                x7.store(at: s + d0)
            }
            group.advance()
        }
    }

    /// Multiplies by a factor, and by phases with two bits: which of them are 1 is the place, in ascending order.
    @inline(__always)
    private static func multiply(
        _ y0: inout Complexes, _ y1: inout Complexes, _ y2: inout Complexes, _ y3: inout Complexes,
        _ factor: Complexes, _ which: Int, _ shared: UnsafePointer<Real>
    ) {
        y0 = y0.times(factor)
        y1 = y1.times(which & 1 == 0 ? factor : factor.times(shared))
        let second = which & 2 == 0 ? factor : factor.times(shared + 2)
        y2 = y2.times(second)
        y3 = y3.times(which & 1 == 0 ? second : second.times(shared))
    }

    /// One one-qubit matrix on four pairs of amplitudes.
    @inline(__always)
    private static func rotate(
        _ kind: Int, _ m: UnsafePointer<Real>, _ x0: inout Complexes, _ y0: inout Complexes,
        _ x1: inout Complexes, _ y1: inout Complexes, _ x2: inout Complexes, _ y2: inout Complexes,
        _ x3: inout Complexes, _ y3: inout Complexes
    ) {
        if kind == Rotation.real {
            rotate(Rotation.real, m, &x0, &y0)
            rotate(Rotation.real, m, &x1, &y1)
            rotate(Rotation.real, m, &x2, &y2)
            rotate(Rotation.real, m, &x3, &y3)
        } else {
            rotate(kind, m, &x0, &y0)
            rotate(kind, m, &x1, &y1)
            rotate(kind, m, &x2, &y2)
            rotate(kind, m, &x3, &y3)
        }
    }
}
