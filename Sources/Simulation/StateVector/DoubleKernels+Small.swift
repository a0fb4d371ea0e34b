/// Kernels for states of few qubits, which lie in a core's first cache, in blocks as larger ones do: of a block the
/// real parts are one element, the imaginary parts the next. What is left of the smallest states is 0 and stays so.
///
/// A gate acts where its controls hold: those above the lanes choose blocks, those among the lanes are made part of
/// the factors.
extension DoubleKernels {
    package typealias SmallBlocks = UnsafeMutablePointer<SIMD8<Double>>

    /// Multiplies the amplitudes in whose index the masked bits have a value.
    ///
    /// - Parameter count: Number of blocks.
    package static func multiplySmall(
        _ blocks: SmallBlocks, count: Int, mask: Int, value: Int,
        byReal factorReal: Double,
        imaginary factorImaginary: Double
    ) {
        let held = self.heldLanes(mask, value)
        let a = self.lanes(factorReal, else: 1, held)
        let b = self.lanes(factorImaginary, else: 0, held)
        let fixed = mask >> 3
        var current = 0
        while current < count {
            let index = current | value >> 3
            let (x, y) = (blocks[2 &* index], blocks[2 &* index &+ 1])
            blocks[2 &* index] = self.multiplyAddLanes(-b, y, a * x)
            blocks[2 &* index &+ 1] = self.multiplyAddLanes(b, x, a * y)
            current = ((current | fixed) &+ 1) & ~fixed
        }
    }

    /// Exchanges the halves of a qubit: a permutation, without arithmetic.
    package static func flipSmall(
        _ blocks: SmallBlocks, count: Int, target: Int, mask: Int, value: Int
    ) {
        let held = self.heldLanes(mask, value)
        switch target {
        case 0: self.flipSmallAcross(blocks, count, 0, mask, value, held)
        case 1: self.flipSmallAcross(blocks, count, 1, mask, value, held)
        case 2: self.flipSmallAcross(blocks, count, 2, mask, value, held)
        default:
            let stride = 1 << (target - 3)
            let fixed = mask >> 3 | stride
            let isWhole = mask & 7 == 0
            var current = 0
            while current < count {
                let low = current | value >> 3
                let high = low | stride
                current = ((current | fixed) &+ 1) & ~fixed
                let (x, y) = (blocks[2 &* low], blocks[2 &* low &+ 1])
                let (z, w) = (blocks[2 &* high], blocks[2 &* high &+ 1])
                if isWhole {
                    (blocks[2 &* low], blocks[2 &* low &+ 1]) = (z, w)
                    (blocks[2 &* high], blocks[2 &* high &+ 1]) = (x, y)
                    continue
                }
                blocks[2 &* low] = x.replacing(with: z, where: held)
                blocks[2 &* low &+ 1] = y.replacing(with: w, where: held)
                blocks[2 &* high] = z.replacing(with: x, where: held)
                blocks[2 &* high &+ 1] = w.replacing(with: y, where: held)
            }
        }
    }

    /// Exchanges the halves of a qubit that is a bit of the lane.
    @inline(__always)
    private static func flipSmallAcross(
        _ blocks: SmallBlocks, _ count: Int, _ target: Int, _ mask: Int, _ value: Int,
        _ held: SIMDMask<SIMD8<Int64>>
    ) {
        let fixed = mask >> 3
        var current = 0
        while current < count {
            let index = current | value >> 3
            let (x, y) = (blocks[2 &* index], blocks[2 &* index &+ 1])
            blocks[2 &* index] = x.replacing(with: self.exchangedLanes(x, target), where: held)
            blocks[2 &* index &+ 1] = y.replacing(with: self.exchangedLanes(y, target), where: held)
            current = ((current | fixed) &+ 1) & ~fixed
        }
    }

    /// The squared length of the part in whose index the masked bits have a value.
    package static func weightSmall(
        _ blocks: SmallBlocks, count: Int, mask: Int, value: Int
    ) -> Double {
        let held = self.heldLanes(mask, value)
        let fixed = mask >> 3
        var sum = Lanes()
        var current = 0
        while current < count {
            let index = current | value >> 3
            let (x, y) = (blocks[2 &* index], blocks[2 &* index &+ 1])
            sum += self.multiplyAddLanes(x, x, y * y)
            current = ((current | fixed) &+ 1) & ~fixed
        }
        return Lanes().replacing(with: sum, where: held).sum()
    }

    /// Applies a 2×2 matrix to a qubit.
    ///
    /// - Parameter matrix: 8 numbers: four entries, row-major, real then imaginary part.
    package static func applySmall(
        _ m: UnsafePointer<Double>, _ blocks: SmallBlocks, count: Int, target: Int,
        mask: Int, value: Int
    ) {
        let held = self.heldLanes(mask, value)
        if target < 3 {
            return self.applySmallAcross(m, blocks, count: count, target: target, mask, value, held)
        }
        let (a, b) = (self.lanes(m[0], else: 1, held), self.lanes(m[1], else: 0, held))
        let (c, d) = (self.lanes(m[2], else: 0, held), self.lanes(m[3], else: 0, held))
        let (e, f) = (self.lanes(m[4], else: 0, held), self.lanes(m[5], else: 0, held))
        let (g, h) = (self.lanes(m[6], else: 1, held), self.lanes(m[7], else: 0, held))
        let (b_, d_, f_, h_) = (-b, -d, -f, -h)
        let stride = 1 << (target - 3)
        let fixed = mask >> 3 | stride
        var current = 0
        while current < count {
            let low = current | value >> 3
            let high = low | stride
            let (x, y) = (blocks[2 &* low], blocks[2 &* low &+ 1])
            let (z, w) = (blocks[2 &* high], blocks[2 &* high &+ 1])
            blocks[2 &* low] = self.sum(a, x, b_, y, c, z, d_, w)
            blocks[2 &* low &+ 1] = self.sum(a, y, b, x, c, w, d, z)
            blocks[2 &* high] = self.sum(e, x, f_, y, g, z, h_, w)
            blocks[2 &* high &+ 1] = self.sum(e, y, f, x, g, w, h, z)
            current = ((current | fixed) &+ 1) & ~fixed
        }
    }

    /// Applies a 2×2 matrix with real entries to a qubit.
    package static func applySmallReal(
        _ m: UnsafePointer<Double>, _ blocks: SmallBlocks, count: Int, target: Int,
        mask: Int, value: Int
    ) {
        let held = self.heldLanes(mask, value)
        if target < 3 {
            return self.applySmallRealAcross(m, blocks, count: count, target: target, mask, value, held)
        }
        let (a, c) = (self.lanes(m[0], else: 1, held), self.lanes(m[2], else: 0, held))
        let (e, g) = (self.lanes(m[4], else: 0, held), self.lanes(m[6], else: 1, held))
        let stride = 1 << (target - 3)
        let fixed = mask >> 3 | stride
        var current = 0
        while current < count {
            let low = current | value >> 3
            let high = low | stride
            let (x, y) = (blocks[2 &* low], blocks[2 &* low &+ 1])
            let (z, w) = (blocks[2 &* high], blocks[2 &* high &+ 1])
            blocks[2 &* low] = self.multiplyAddLanes(c, z, a * x)
            blocks[2 &* low &+ 1] = self.multiplyAddLanes(c, w, a * y)
            blocks[2 &* high] = self.multiplyAddLanes(g, z, e * x)
            blocks[2 &* high &+ 1] = self.multiplyAddLanes(g, w, e * y)
            current = ((current | fixed) &+ 1) & ~fixed
        }
    }

    /// Applies a 2×2 matrix to a qubit that is a bit of the lane.
    private static func applySmallAcross(
        _ m: UnsafePointer<Double>, _ blocks: SmallBlocks, count: Int, target: Int,
        _ mask: Int, _ value: Int, _ held: SIMDMask<SIMD8<Int64>>
    ) {
        let isOne = self.heldLanes(1 << target, 1 << target)
        let one = Lanes(repeating: 1)
        let a = one.replacing(with: self.lanes(m[6], else: m[0], isOne), where: held)
        let b = Lanes().replacing(with: self.lanes(m[7], else: m[1], isOne), where: held)
        let c = Lanes().replacing(with: self.lanes(m[4], else: m[2], isOne), where: held)
        let d = Lanes().replacing(with: self.lanes(m[5], else: m[3], isOne), where: held)
        let (b_, d_) = (-b, -d)
        let fixed = mask >> 3
        var current = 0
        while current < count {
            let index = current | value >> 3
            let (x, y) = (blocks[2 &* index], blocks[2 &* index &+ 1])
            let (z, w) = (self.exchangedLanes(x, target), self.exchangedLanes(y, target))
            blocks[2 &* index] = self.sum(a, x, b_, y, c, z, d_, w)
            blocks[2 &* index &+ 1] = self.sum(a, y, b, x, c, w, d, z)
            current = ((current | fixed) &+ 1) & ~fixed
        }
    }

    /// Applies a 2×2 matrix with real entries to a qubit that is a bit of the lane.
    private static func applySmallRealAcross(
        _ m: UnsafePointer<Double>, _ blocks: SmallBlocks, count: Int, target: Int,
        _ mask: Int, _ value: Int, _ held: SIMDMask<SIMD8<Int64>>
    ) {
        let isOne = self.heldLanes(1 << target, 1 << target)
        let a = Lanes(repeating: 1).replacing(with: self.lanes(m[6], else: m[0], isOne), where: held)
        let c = Lanes().replacing(with: self.lanes(m[4], else: m[2], isOne), where: held)
        let fixed = mask >> 3
        var current = 0
        while current < count {
            let index = current | value >> 3
            let (x, y) = (blocks[2 &* index], blocks[2 &* index &+ 1])
            blocks[2 &* index] = self.multiplyAddLanes(c, self.exchangedLanes(x, target), a * x)
            blocks[2 &* index &+ 1] = self.multiplyAddLanes(c, self.exchangedLanes(y, target), a * y)
            current = ((current | fixed) &+ 1) & ~fixed
        }
    }

    // MARK: - Lanes

    /// `ax + by + cz + dw`.
    @inline(__always)
    private static func sum(
        _ a: Lanes, _ x: Lanes, _ b: Lanes, _ y: Lanes, _ c: Lanes, _ z: Lanes, _ d: Lanes, _ w: Lanes
    ) -> Lanes {
        self.multiplyAddLanes(b, y, a * x) + self.multiplyAddLanes(d, w, c * z)
    }

    /// Lanes in which the masked bits of the lane's number have their value.
    @inline(__always)
    private static func heldLanes(_ mask: Int, _ value: Int) -> SIMDMask<SIMD8<Int64>> {
        let numbers = SIMD8<Int64>(0, 1, 2, 3, 4, 5, 6, 7)
        return (numbers & SIMD8(repeating: Int64(mask & 7))) .== SIMD8(repeating: Int64(value & 7))
    }

    @inline(__always)
    private static func lanes(_ number: Double, else other: Double, _ held: SIMDMask<SIMD8<Int64>>) -> Lanes {
        Lanes(repeating: other).replacing(with: Lanes(repeating: number), where: held)
    }

    /// The other amplitude of each pair that differs in qubit 0, 1 or 2.
    @inline(__always)
    private static func exchangedLanes(_ v: Lanes, _ target: Int) -> Lanes {
        switch target {
        case 0: Lanes(v[1], v[0], v[3], v[2], v[5], v[4], v[7], v[6])
        case 1: Lanes(v[2], v[3], v[0], v[1], v[6], v[7], v[4], v[5])
        default: Lanes(v[4], v[5], v[6], v[7], v[0], v[1], v[2], v[3])
        }
    }
}
