// Written by Tools/kernels from Sources/Simulation/StateVector/DoubleKernels+Dense.swift; change it.

extension DoubleKernelsAVX2 {
    /// Multiplies groups of `2^k` blocks by a matrix.
    ///
    /// - Parameters:
    ///   - rowCount: `2^k`, a multiple of 4.
    ///   - m: `4^k` complex numbers, row-major.
    ///   - places: Where, in vectors, the block of each row lies in a group.
    ///   - scratch: Room for `2 · rowCount` vectors.
    @inline(__always)
    static func dense(
        _ group: Groups, _ rowCount: Int, _ m: UnsafePointer<Real>, _ places: UnsafePointer<Int>,
        _ chunk: UnsafeMutablePointer<Vector>, _ scratch: UnsafeMutablePointer<Vector>
    ) {
        var group = group
        while group.isValid {
            let base = chunk + group.offset
            for place in 0..<vectorCount {
                for row in 0..<rowCount {
                    let x = Complexes(at: base + places[row] + place)
                    scratch[2 &* row] = x.real
                    scratch[2 &* row &+ 1] = x.imaginary
                }
                for row in stride(from: 0, to: rowCount, by: 4) {
                    denseRows(row, rowCount, m, places, base + place, scratch)
                }
            }
            group.advance()
        }
    }

    /// Four rows of the product: as many sums as the registers hold.
    @inline(__always)
    private static func denseRows(
        _ row: Int, _ rowCount: Int, _ m: UnsafePointer<Real>, _ places: UnsafePointer<Int>,
        _ base: UnsafeMutablePointer<Vector>, _ scratch: UnsafeMutablePointer<Vector>
    ) {
        let stride = 2 &* rowCount
        var entry = m + row &* stride
        var s0 = Complexes(Vector(repeating: 0), Vector(repeating: 0))
        var (s1, s2, s3) = (s0, s0, s0)
        for column in 0..<rowCount {
            let x = Complexes(scratch[2 &* column], scratch[2 &* column &+ 1])
            s0 = s0.adding(entry, times: x)
            s1 = s1.adding(entry + stride, times: x)
            s2 = s2.adding(entry + 2 &* stride, times: x)
            s3 = s3.adding(entry + 3 &* stride, times: x)
            entry += 2
        }
        s0.store(at: base + places[row])
        s1.store(at: base + places[row &+ 1])
        s2.store(at: base + places[row &+ 2])
        s3.store(at: base + places[row &+ 3])
    }
}
