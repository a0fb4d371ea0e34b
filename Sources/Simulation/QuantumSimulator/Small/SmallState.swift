/// The amplitudes of a few qubits, in the first-level cache: no plan, no threads, just kernels.
///
/// `2^n` complex numbers in blocks of eight, in index order: a vector of real parts, then one of imaginary parts. Qubit
/// 0 is the least significant bit of an index. Fewer than three qubits take a whole block all the same: what lies
/// beyond their amplitudes is 0 and stays so.
final class SmallState {
    typealias Vector = SIMD8<Double>

    let qubitCount: Int
    let blockCount: Int
    let blocks: UnsafeMutablePointer<Vector>
    let kernels = SmallKernels.widest
    /// Bits that have one value in all amplitudes but those that are 0: what does not act on them need not look at
    /// the others.
    var known = KnownBits()

    /// All qubits 0.
    convenience init(qubitCount: Int) {
        self.init(uninitializedQubitCount: qubitCount)
        self.setZeroState()
    }

    convenience init(copying other: SmallState) {
        self.init(uninitializedQubitCount: other.qubitCount)
        self.blocks.initialize(from: other.blocks, count: 2 * self.blockCount)
        self.known = other.known
    }

    private init(uninitializedQubitCount qubitCount: Int) {
        self.qubitCount = qubitCount
        self.blockCount = max(1, (1 << qubitCount) / 8)
        self.blocks = UnsafeMutablePointer<Vector>.allocate(capacity: 2 * self.blockCount)
    }

    deinit { self.blocks.deallocate() }

    /// All qubits 0 again.
    func setZeroState() {
        self.blocks.initialize(repeating: Vector(), count: 2 * self.blockCount)
        self.blocks.pointee[0] = 1
        self.known = KnownBits(mask: (1 << self.qubitCount) - 1)
    }

    /// Number of amplitudes.
    var count: Int { 1 << self.qubitCount }

    /// The amplitudes one by one, for code that need not be fast.
    var amplitudes: AmplitudeBlocks<Double> {
        AmplitudeBlocks(
            base: UnsafeMutableRawPointer(self.blocks).assumingMemoryBound(to: Double.self),
            count: 8 * self.blockCount, cancellation: CancellationFlag())
    }
}
