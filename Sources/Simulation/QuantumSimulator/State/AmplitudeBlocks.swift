/// Amplitudes as they lie in memory: blocks of ``laneCount`` real parts, then as many imaginary parts.
///
/// A view without ownership; an index is a stored one, its lowest bits the lane. What needs speed is a kernel of
/// the targets `StateVector…`; this serves what is done once in a while, one amplitude at a time.
struct AmplitudeBlocks<Real: BinaryFloatingPoint & SIMDScalar> {
    let base: UnsafeMutablePointer<Real>
    /// Number of stored amplitudes, padding included.
    let count: Int
    /// Looked at for each part of a sweep; once it is raised the rest is left out.
    let cancellation: CancellationFlag

    /// 64 bytes of one part: 8 lanes in double, 16 in single precision, on every machine.
    static var laneBitCount: Int { MemoryLayout<Real>.size == 8 ? 3 : 4 }
    static var laneCount: Int { 1 << Self.laneBitCount }
    /// A run of blocks, and of amplitudes: what is copied and weighed together. No state is smaller.
    static var runBlockCount: Int { 8 }
    static var runCount: Int { Self.runBlockCount << Self.laneBitCount }

    @inline(__always)
    private func offset(_ index: Int) -> Int {
        let lane = index & (Self.laneCount &- 1)
        return (index &- lane) &* 2 &+ lane
    }

    @inline(__always)
    subscript(index: Int) -> (real: Real, imaginary: Real) {
        get {
            let offset = self.offset(index)
            return (self.base[offset], self.base[offset &+ Self.laneCount])
        }
        nonmutating set {
            let offset = self.offset(index)
            self.base[offset] = newValue.real
            self.base[offset &+ Self.laneCount] = newValue.imaginary
        }
    }

    /// The squared length of one amplitude.
    @inline(__always)
    func weight(_ index: Int) -> Double {
        let (real, imaginary) = self[index]
        return Double(real) * Double(real) + Double(imaginary) * Double(imaginary)
    }
}
