/// The four amplitudes of one vector: which of them the controls among the lowest two qubits leave to a gate.
struct Lanes {
    typealias Vector = SIMD4<Double>

    private let held: SIMDMask<SIMD4<Int64>>

    @inline(__always)
    init(controlMask: Int, controlValue: Int) {
        let mask = SIMD4<Int64>(repeating: Int64(controlMask & 3))
        let value = SIMD4<Int64>(repeating: Int64(controlValue & 3))
        self.held = (SIMD4<Int64>(0, 1, 2, 3) & mask) .== value
    }

    /// One vector where the controls hold, another elsewhere.
    @inline(__always)
    func choose(_ vector: Vector, else other: Vector) -> Vector {
        other.replacing(with: vector, where: self.held)
    }

    @inline(__always)
    func choose(_ number: Double, else other: Double) -> Vector {
        self.choose(Vector(repeating: number), else: Vector(repeating: other))
    }

    /// The other amplitude of each pair that differs in qubit 0 or 1.
    @inline(__always)
    static func exchanged(_ vector: Vector, _ target: Int) -> Vector {
        target == 0
            ? Vector(vector[1], vector[0], vector[3], vector[2]) : Vector(vector[2], vector[3], vector[0], vector[1])
    }

    /// One number where qubit 0 or 1 is 0, another where it is 1.
    @inline(__always)
    static func alternating(_ zero: Double, _ one: Double, _ target: Int) -> Vector {
        target == 0 ? Vector(zero, one, zero, one) : Vector(zero, zero, one, one)
    }
}
