// Written by Tools/kernels from Sources/Simulation/StateVector/DoubleKernels+Transpose.swift; change it.

extension DoubleKernelsAVX2 {
    /// Exchanges the lowest three bits of the lane with three bits of the block number, all in one go.
    ///
    /// - Parameter places: The distances, in vectors, of the bits that bit 0, 1 and 2 change places with.
    @inline(__always)
    static func transpose(
        _ group: Groups, _ places: UnsafePointer<Int>, _ chunk: UnsafeMutablePointer<Vector>
    ) {
        var group = group
        let (d0, d1, d2) = (places[0] / vectorCount, places[1] / vectorCount, places[2] / vectorCount)
        while group.isValid {
            let first = UnsafeMutableRawPointer(chunk + group.offset).assumingMemoryBound(to: Lanes.self)
            for part in 0..<2 {
                let p = first + part
                let q = p + d1
                let r = p + d2
                let s = q + d2
                let (a0, a1) = exchangedBit0(p[0], p[d0])
                let (a2, a3) = exchangedBit0(q[0], q[d0])
                let (a4, a5) = exchangedBit0(r[0], r[d0])
                let (a6, a7) = exchangedBit0(s[0], s[d0])
                let (b0, b2) = exchangedBit1(a0, a2)
                let (b1, b3) = exchangedBit1(a1, a3)
                let (b4, b6) = exchangedBit1(a4, a6)
                let (b5, b7) = exchangedBit1(a5, a7)
                (p[0], r[0]) = exchangedBit2(b0, b4)
                (p[d0], r[d0]) = exchangedBit2(b1, b5)
                (q[0], s[0]) = exchangedBit2(b2, b6)
                (q[d0], s[d0]) = exchangedBit2(b3, b7)
            }
            group.advance()
        }
    }
}
