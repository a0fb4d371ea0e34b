/// The amplitudes of a register of qubits.
///
/// `2^n` complex numbers for `n` qubits; qubit 0 is the least significant bit of an amplitude's index, as in
/// Qiskit. Real parts lie in one plane, imaginary parts in the next, each in index order.
///
/// Kernels change it in place, allocate nothing per amplitude and check only their arguments' shape. A matrix is
/// row-major, each entry as real then imaginary part; nothing asks whether it is unitary.
package struct StateVector: ~Copyable {
    package let qubitCount: Int
    /// Number of amplitudes, `1 << qubitCount`.
    package let count: Int
    let real: UnsafeMutablePointer<Double>
    let imaginary: UnsafeMutablePointer<Double>

    /// Memory of the amplitudes of this many qubits, in bytes; nil when it cannot be addressed.
    package static func byteCount(qubitCount: Int) -> Int? {
        qubitCount < 0 || qubitCount > 58 ? nil : 16 << qubitCount
    }

    /// All qubits 0.
    ///
    /// - Precondition: There is memory for it; ``byteCount(qubitCount:)`` says how much it takes.
    package init(qubitCount: Int) {
        self.init(uninitializedQubitCount: qubitCount)
        self.real.initialize(repeating: 0, count: 2 * self.count)
        self.real[0] = 1
    }

    package init(copying other: borrowing StateVector) {
        self.init(uninitializedQubitCount: other.qubitCount)
        self.real.initialize(from: other.real, count: 2 * self.count)
    }

    private init(uninitializedQubitCount qubitCount: Int) {
        precondition((0...58).contains(qubitCount), "A register has 0 to 58 qubits.")
        self.qubitCount = qubitCount
        self.count = 1 << qubitCount
        self.real = UnsafeMutablePointer<Double>.allocate(capacity: 2 * self.count)
        self.imaginary = self.real + self.count
    }

    deinit {
        self.real.deallocate()
    }

    /// One amplitude, for reading; not for loops.
    package func amplitude(at index: Int) -> (real: Double, imaginary: Double) {
        precondition((0..<self.count).contains(index), "The index is that of an amplitude.")
        return (self.real[index], self.imaginary[index])
    }

    /// Sets one amplitude. The norm is the caller's care.
    package mutating func setAmplitude(at index: Int, real: Double, imaginary: Double) {
        precondition((0..<self.count).contains(index), "The index is that of an amplitude.")
        self.real[index] = real
        self.imaginary[index] = imaginary
    }

    func checkMask(_ mask: Int) {
        precondition(mask >= 0 && mask < self.count, "The bits are those of the register.")
    }
}
