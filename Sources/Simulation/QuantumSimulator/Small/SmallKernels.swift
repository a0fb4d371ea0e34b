import StateVector

#if arch(x86_64)
    import StateVectorAVX2
    import StateVectorAVX512
#endif

/// The kernels for small states in the widest instructions that this processor has.
struct SmallKernels: Sendable {
    typealias Blocks = DoubleKernels.SmallBlocks
    typealias Multiply =
        @Sendable (
            _ blocks: Blocks, _ count: Int, _ mask: Int, _ value: Int, _ byReal: Double,
            _ byImaginary: Double
        ) -> Void
    typealias Flip =
        @Sendable (
            _ blocks: Blocks, _ count: Int, _ target: Int, _ mask: Int, _ value: Int
        ) -> Void
    typealias Apply =
        @Sendable (
            _ matrix: UnsafePointer<Double>, _ blocks: Blocks, _ count: Int, _ target: Int,
            _ mask: Int, _ value: Int
        ) -> Void

    typealias Weight =
        @Sendable (
            _ blocks: Blocks, _ count: Int, _ mask: Int, _ value: Int
        ) -> Double

    let multiply: Multiply
    let flip: Flip
    let apply: Apply
    let applyReal: Apply
    let weight: Weight

    static let widest = SmallKernels(InstructionSet.widest)

    init(_ instructions: InstructionSet) {
        #if arch(x86_64)
            switch instructions {
            case .avx512:
                self.multiply = DoubleKernelsAVX512.multiplySmall
                self.flip = DoubleKernelsAVX512.flipSmall
                self.apply = DoubleKernelsAVX512.applySmall
                self.applyReal = DoubleKernelsAVX512.applySmallReal
                self.weight = DoubleKernelsAVX512.weightSmall
                return
            case .avx2:
                self.multiply = DoubleKernelsAVX2.multiplySmall
                self.flip = DoubleKernelsAVX2.flipSmall
                self.apply = DoubleKernelsAVX2.applySmall
                self.applyReal = DoubleKernelsAVX2.applySmallReal
                self.weight = DoubleKernelsAVX2.weightSmall
                return
            case .base: break
            }
        #endif
        self.multiply = DoubleKernels.multiplySmall
        self.flip = DoubleKernels.flipSmall
        self.apply = DoubleKernels.applySmall
        self.applyReal = DoubleKernels.applySmallReal
        self.weight = DoubleKernels.weightSmall
    }
}
