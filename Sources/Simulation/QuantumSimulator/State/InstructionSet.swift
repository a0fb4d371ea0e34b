import CProcessor

/// The instructions that kernels are written in.
package enum InstructionSet: Int, Comparable, CaseIterable, Sendable {
    /// What every processor of its kind has.
    case base
    /// AVX2 and FMA.
    case avx2
    /// AVX-512.
    case avx512

    /// The widest that this processor has.
    package static let widest: InstructionSet =
        switch processor_vector_bits() {
        case 512: .avx512
        case 256: .avx2
        default: .base
        }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
