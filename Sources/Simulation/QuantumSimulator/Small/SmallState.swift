/// The amplitudes of a few qubits, in the first-level cache: no plan, no threads, just kernels.
///
/// `2^n` complex numbers, real parts in one plane and imaginary parts in another, eight to a vector, in index order;
/// qubit 0 is the least significant bit of an index. Fewer than three qubits take a whole vector all the same: what
/// lies beyond their amplitudes is 0 and stays so.
final class SmallState {
    typealias Vector = SIMD8<Double>

    let qubitCount: Int
    let vectorCount: Int
    let real: UnsafeMutablePointer<Vector>
    let imaginary: UnsafeMutablePointer<Vector>
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
        self.real.initialize(from: other.real, count: 2 * self.vectorCount)
        self.known = other.known
    }

    private init(uninitializedQubitCount qubitCount: Int) {
        self.qubitCount = qubitCount
        self.vectorCount = max(1, (1 << qubitCount) / 8)
        self.real = UnsafeMutablePointer<Vector>.allocate(capacity: 2 * self.vectorCount)
        self.imaginary = self.real + self.vectorCount
    }

    deinit { self.real.deallocate() }

    /// All qubits 0 again.
    func setZeroState() {
        self.real.initialize(repeating: Vector(), count: 2 * self.vectorCount)
        self.real.pointee[0] = 1
        self.known = KnownBits(mask: (1 << self.qubitCount) - 1)
    }

    /// Number of amplitudes.
    var count: Int { 1 << self.qubitCount }

    /// Real and imaginary parts one by one, for code that need not be fast.
    var reals: UnsafeMutablePointer<Double> {
        UnsafeMutableRawPointer(self.real).assumingMemoryBound(to: Double.self)
    }

    var imaginaries: UnsafeMutablePointer<Double> {
        UnsafeMutableRawPointer(self.imaginary).assumingMemoryBound(to: Double.self)
    }
}
