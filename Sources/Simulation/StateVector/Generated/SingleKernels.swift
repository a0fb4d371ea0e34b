// Written by Tools/kernels from Sources/Simulation/StateVector/DoubleKernels.swift; change it.

/// Kernels for amplitudes in single precision.
///
/// A state lies in blocks of ``laneCount`` real parts followed by as many imaginary parts; block `b` holds the
/// amplitudes from `laneCount · b` on. The lowest bits of an amplitude's index are the lane, the others the block.
/// Every kernel but the lane exchange works on whole blocks and never looks inside one, so that a qubit is acted on
/// only while its bit is a bit of the block number.
///
/// Nothing is checked here: who writes the steps (``run(steps:stepCount:numbers:local:places:chunk:blockBitCount:scratch:)``) answers
/// for them. Memory is aligned to 64 bytes.
package enum SingleKernels {
    package typealias Real = Float
    /// What one instruction works on.
    typealias Vector = SIMD4<Float>
    /// One part of a block.
    typealias Lanes = SIMD16<Float>

    package static let laneCount = 16
    /// Vectors in one part of a block.
    @inline(__always) package static var vectorCount: Int { 4 }

    /// `a · b + c`.
    @inline(__always)
    static func multiplyAdd(_ a: Vector, _ b: Vector, _ c: Vector) -> Vector {
        a * b + c
    }
}
