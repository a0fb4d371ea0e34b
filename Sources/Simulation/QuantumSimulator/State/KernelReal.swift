/// A type that amplitudes are held in, with its kernels for each set of instructions.
protocol KernelReal: BinaryFloatingPoint, SIMDScalar, Codable {
    /// Takes steps over a chunk; see `DoubleKernels.run`.
    static func run(_ call: KernelCall<Self>, _ set: InstructionSet)
    /// Fetches a chunk or puts it back; see `DoubleKernels.copy`.
    static func copy(_ call: CopyCall, _ set: InstructionSet)
    /// Squared norms of runs of blocks; see `DoubleKernels.weigh`.
    static func weigh(_ call: WeighCall, _ set: InstructionSet)
    /// Vectors in one part of a block.
    static func vectorCount(_ set: InstructionSet) -> Int
}
