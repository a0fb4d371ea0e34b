// Written by Tools/kernels from Sources/Simulation/StateVector/DoubleKernels+Pair.swift; change it.

extension SingleKernelsAVX2 {
    /// Multiplies groups of four blocks by a 4×4 matrix.
    ///
    /// - Parameters:
    ///   - m: 16 complex numbers, row-major.
    ///   - low, high: Distance, in vectors, that the first and the second bit of a row index stand for.
    @inline(__always)
    static func densePair(
        _ group: Groups, _ m: UnsafePointer<Real>, _ low: Int, _ high: Int,
        _ chunk: UnsafeMutablePointer<Vector>
    ) {
        var group = group
        while group.isValid {
            let base = chunk + group.offset
            for place in 0..<vectorCount {
                let p0 = base + place
                let (p1, p2) = (p0 + low, p0 + high)
                let p3 = p1 + high
                let (x0, x1) = (Complexes(at: p0), Complexes(at: p1))
                let (x2, x3) = (Complexes(at: p2), Complexes(at: p3))
                x0.times(m).adding(m + 2, times: x1).adding(m + 4, times: x2).adding(m + 6, times: x3)
                    .store(at: p0)
                x0.times(m + 8).adding(m + 10, times: x1).adding(m + 12, times: x2).adding(m + 14, times: x3)
                    .store(at: p1)
                x0.times(m + 16).adding(m + 18, times: x1).adding(m + 20, times: x2).adding(m + 22, times: x3)
                    .store(at: p2)
                x0.times(m + 24).adding(m + 26, times: x1).adding(m + 28, times: x2).adding(m + 30, times: x3)
                    .store(at: p3)
            }
            group.advance()
        }
    }

    /// Multiplies groups of four blocks by a 4×4 matrix that needs only 11 of 16 products:
    ///
    ///     y0 = x0 + a x1 + b x2 + c x3
    ///     y1 =         x1 + d x2 + e x3
    ///     y2 =       f x1 +   x2 + g x3
    ///     y3 = h x0 + i x1 + j x2 + k x3
    ///
    /// - Parameters:
    ///   - m: The 11 complex numbers, `a` to `k`.
    ///   - places: Where, in vectors, `x0…x3` are read and `y0…y3` are written.
    @inline(__always)
    static func reducedPair(
        _ group: Groups, _ m: UnsafePointer<Real>, _ places: UnsafePointer<Int>,
        _ chunk: UnsafeMutablePointer<Vector>
    ) {
        var group = group
        let (i0, i1, i2, i3) = (places[0], places[1], places[2], places[3])
        let (o0, o1, o2, o3) = (places[4], places[5], places[6], places[7])
        while group.isValid {
            let base = chunk + group.offset
            for place in 0..<vectorCount {
                let p = base + place
                let (x0, x1) = (Complexes(at: p + i0), Complexes(at: p + i1))
                let (x2, x3) = (Complexes(at: p + i2), Complexes(at: p + i3))
                x0.adding(m, times: x1).adding(m + 2, times: x2).adding(m + 4, times: x3).store(at: p + o0)
                x1.adding(m + 6, times: x2).adding(m + 8, times: x3).store(at: p + o1)
                x2.adding(m + 10, times: x1).adding(m + 12, times: x3).store(at: p + o2)
                x0.times(m + 14).adding(m + 16, times: x1).adding(m + 18, times: x2).adding(m + 20, times: x3)
                    .store(at: p + o3)
            }
            group.advance()
        }
    }
}
