import StateVector

#if arch(x86_64)
    import StateVectorAVX2
    import StateVectorAVX512
#endif

/// The kernels of Bloch vectors, in the instructions that this processor has.
struct TransferKernels {
    let set: InstructionSet

    /// See `DoubleKernels.transfer`.
    func transfer(
        _ state: UnsafeMutableRawPointer, groups: Range<Int>, digits: UnsafePointer<Int>, digitCount: Int,
        matrix: UnsafePointer<Double>, places: UnsafePointer<Int>, scratch: UnsafeMutableRawPointer
    ) {
        #if arch(x86_64)
            switch self.set {
            case .avx512:
                DoubleKernelsAVX512.transfer(
                    state: state, firstGroup: groups.lowerBound, endGroup: groups.upperBound, digits: digits,
                    digitCount: digitCount, matrix: matrix, places: places, scratch: scratch)
                return
            case .avx2:
                DoubleKernelsAVX2.transfer(
                    state: state, firstGroup: groups.lowerBound, endGroup: groups.upperBound, digits: digits,
                    digitCount: digitCount, matrix: matrix, places: places, scratch: scratch)
                return
            case .base: break
            }
        #endif
        DoubleKernels.transfer(
            state: state, firstGroup: groups.lowerBound, endGroup: groups.upperBound, digits: digits,
            digitCount: digitCount, matrix: matrix, places: places, scratch: scratch)
    }

    /// See `DoubleKernels.exchangeDigits`; it moves numbers, for which no instructions are needed.
    func exchange(_ state: UnsafeMutableRawPointer, groups: Range<Int>, inner: Int, digit: Int) {
        DoubleKernels.exchangeDigits(
            state: state, firstGroup: groups.lowerBound, endGroup: groups.upperBound, inner: inner,
            digit: digit)
    }
}
