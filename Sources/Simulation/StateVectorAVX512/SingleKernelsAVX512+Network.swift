// Written by Tools/kernels from Sources/Simulation/StateVector/DoubleKernels+Network.swift; change it.

extension SingleKernelsAVX512 {
    /// What a one-qubit matrix of a network needs: as few products as its form allows.
    enum Rotation {
        /// `[[a, b], [c, d]]`: four complex numbers.
        static let full = 0
        /// `[[1, b], [c, 1]]`: two complex numbers.
        static let unit = 1
        /// `[[1, b], [c, 1]]`: two real numbers.
        static let real = 2
        /// `[[1, ib], [ic, 1]]`: two real numbers.
        static let imaginary = 3
        /// Nothing to multiply by.
        static let none = 4
    }

    /// Numbers kept for each one-qubit matrix, whatever its form.
    package static let rotationNumberCount = 8

    /// One one-qubit matrix on a pair of amplitudes.
    @inline(__always)
    static func rotate(
        _ kind: Int, _ m: UnsafePointer<Real>, _ x: inout Complexes, _ y: inout Complexes
    ) {
        let (a, b) = (x, y)
        switch kind {
        case Rotation.full:
            x = a.times(m).adding(m + 2, times: b)
            y = a.times(m + 4).adding(m + 6, times: b)
        case Rotation.unit:
            x = a.adding(m, times: b)
            y = b.adding(m + 2, times: a)
        case Rotation.real:
            x = a.adding(real: Vector(repeating: m[0]), times: b)
            y = b.adding(real: Vector(repeating: m[1]), times: a)
        case Rotation.imaginary:
            x = a.adding(imaginary: Vector(repeating: m[0]), times: b)
            y = b.adding(imaginary: Vector(repeating: m[1]), times: a)
        default: break
        }
    }

    /// One one-qubit matrix on groups of two blocks.
    ///
    /// - Parameters:
    ///   - kinds: The form of each matrix.
    ///   - places: For each bit the distance, in vectors, that it stands for; then where the results are written.
    @inline(__always)
    static func network1(
        _ group: Groups, _ kinds: UnsafePointer<Int>, _ places: UnsafePointer<Int>, _ m: UnsafePointer<Real>,
        _ chunk: UnsafeMutablePointer<Vector>
    ) {
        var group = group
        let k0 = kinds[0]
        let d0 = places[0]
        while group.isValid {
            let base = chunk + group.offset
            for place in 0..<vectorCount {
                let p = base + place
                var (x0, x1) = (Complexes(at: p), Complexes(at: p + d0))
                rotate(k0, m, &x0, &x1)
                x0.store(at: p + places[1])
                x1.store(at: p + places[2])
            }
            group.advance()
        }
    }

    /// Two one-qubit matrices on groups of four blocks, then a permutation of the four.
    @inline(__always)
    static func network2(
        _ group: Groups, _ kinds: UnsafePointer<Int>, _ places: UnsafePointer<Int>, _ m: UnsafePointer<Real>,
        _ chunk: UnsafeMutablePointer<Vector>
    ) {
        var group = group
        let (k0, k1) = (kinds[0], kinds[1])
        let (d0, d1) = (places[0], places[1])
        let m1 = m + rotationNumberCount
        while group.isValid {
            let base = chunk + group.offset
            for place in 0..<vectorCount {
                let p = base + place
                let q = p + d1
                var (x0, x1) = (Complexes(at: p), Complexes(at: p + d0))
                var (x2, x3) = (Complexes(at: q), Complexes(at: q + d0))
                rotate(k0, m, &x0, &x1)
                rotate(k0, m, &x2, &x3)
                rotate(k1, m1, &x0, &x2)
                rotate(k1, m1, &x1, &x3)
                x0.store(at: p + places[2])
                x1.store(at: p + places[3])
                x2.store(at: p + places[4])
                x3.store(at: p + places[5])
            }
            group.advance()
        }
    }

    /// Three one-qubit matrices on groups of eight blocks, then a permutation of the eight.
    @inline(__always)
    static func network3(
        _ group: Groups, _ kinds: UnsafePointer<Int>, _ places: UnsafePointer<Int>, _ m: UnsafePointer<Real>,
        _ chunk: UnsafeMutablePointer<Vector>
    ) {
        var group = group
        let (k0, k1, k2) = (kinds[0], kinds[1], kinds[2])
        let (d0, d1, d2) = (places[0], places[1], places[2])
        let (m1, m2) = (m + rotationNumberCount, m + 2 * rotationNumberCount)
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
                rotate(k0, m, &x0, &x1)
                rotate(k0, m, &x2, &x3)
                rotate(k0, m, &x4, &x5)
                rotate(k0, m, &x6, &x7)
                rotate(k1, m1, &x0, &x2)
                rotate(k1, m1, &x1, &x3)
                rotate(k1, m1, &x4, &x6)
                rotate(k1, m1, &x5, &x7)
                rotate(k2, m2, &x0, &x4)
                rotate(k2, m2, &x1, &x5)
                rotate(k2, m2, &x2, &x6)
                rotate(k2, m2, &x3, &x7)
                x0.store(at: p + places[3])
                x1.store(at: p + places[4])
                x2.store(at: p + places[5])
                x3.store(at: p + places[6])
                x4.store(at: p + places[7])
                x5.store(at: p + places[8])
                x6.store(at: p + places[9])
                x7.store(at: p + places[10])
            }
            group.advance()
        }
    }
}
