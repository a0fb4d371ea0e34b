import StateVector

#if arch(x86_64)
    import StateVectorAVX2
    import StateVectorAVX512
#endif

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

/// What a kernel gets to work on one chunk.
struct KernelCall<Real> {
    var steps: UnsafePointer<KernelStep>
    var stepCount: Int
    var numbers: UnsafePointer<Real>
    var local: UnsafePointer<Real>
    var places: UnsafePointer<Int>
    var chunk: UnsafeMutableRawPointer
    var blockBitCount: Int
    var scratch: UnsafeMutableRawPointer
}

/// What is copied between a state and a chunk.
struct CopyCall {
    var state: UnsafeMutableRawPointer
    var chunk: UnsafeMutableRawPointer
    var runs: UnsafePointer<Int>
    var runCount: Int
    var within: UnsafePointer<Int>
    var runBlockCount: Int
    var isFetch: Bool
}

/// What is weighed, and where the weights go.
struct WeighCall {
    var chunk: UnsafeMutableRawPointer
    var runCount: Int
    var runBlockCount: Int
    var weights: UnsafeMutablePointer<Double>
}

extension Double: KernelReal {
    static func run(_ call: KernelCall<Double>, _ set: InstructionSet) {
        #if arch(x86_64)
            switch set {
            case .avx512:
                DoubleKernelsAVX512.run(
                    steps: call.steps, stepCount: call.stepCount, numbers: call.numbers, local: call.local,
                    places: call.places, chunk: call.chunk, blockBitCount: call.blockBitCount,
                    scratch: call.scratch)
            case .avx2:
                DoubleKernelsAVX2.run(
                    steps: call.steps, stepCount: call.stepCount, numbers: call.numbers, local: call.local,
                    places: call.places, chunk: call.chunk, blockBitCount: call.blockBitCount,
                    scratch: call.scratch)
            case .base:
                DoubleKernels.run(
                    steps: call.steps, stepCount: call.stepCount, numbers: call.numbers, local: call.local,
                    places: call.places, chunk: call.chunk, blockBitCount: call.blockBitCount,
                    scratch: call.scratch)
            }
        #else
            DoubleKernels.run(
                steps: call.steps, stepCount: call.stepCount, numbers: call.numbers, local: call.local,
                places: call.places, chunk: call.chunk, blockBitCount: call.blockBitCount,
                scratch: call.scratch)
        #endif
    }

    static func copy(_ call: CopyCall, _ set: InstructionSet) {
        #if arch(x86_64)
            switch set {
            case .avx512:
                DoubleKernelsAVX512.copy(
                    call.state, call.chunk, runs: call.runs, runCount: call.runCount, within: call.within,
                    runBlockCount: call.runBlockCount, isFetch: call.isFetch)
            case .avx2:
                DoubleKernelsAVX2.copy(
                    call.state, call.chunk, runs: call.runs, runCount: call.runCount, within: call.within,
                    runBlockCount: call.runBlockCount, isFetch: call.isFetch)
            case .base:
                DoubleKernels.copy(
                    call.state, call.chunk, runs: call.runs, runCount: call.runCount, within: call.within,
                    runBlockCount: call.runBlockCount, isFetch: call.isFetch)
            }
        #else
            DoubleKernels.copy(
                call.state, call.chunk, runs: call.runs, runCount: call.runCount, within: call.within,
                runBlockCount: call.runBlockCount, isFetch: call.isFetch)
        #endif
    }

    static func weigh(_ call: WeighCall, _ set: InstructionSet) {
        #if arch(x86_64)
            switch set {
            case .avx512:
                DoubleKernelsAVX512.weigh(
                    call.chunk, runCount: call.runCount, runBlockCount: call.runBlockCount,
                    into: call.weights)
            case .avx2:
                DoubleKernelsAVX2.weigh(
                    call.chunk, runCount: call.runCount, runBlockCount: call.runBlockCount,
                    into: call.weights)
            case .base:
                DoubleKernels.weigh(
                    call.chunk, runCount: call.runCount, runBlockCount: call.runBlockCount,
                    into: call.weights)
            }
        #else
            DoubleKernels.weigh(
                call.chunk, runCount: call.runCount, runBlockCount: call.runBlockCount,
                into: call.weights)
        #endif
    }

    static func vectorCount(_ set: InstructionSet) -> Int {
        #if arch(x86_64)
            switch set {
            case .avx512:
                return DoubleKernelsAVX512.vectorCount
            case .avx2:
                return DoubleKernelsAVX2.vectorCount
            case .base:
                return DoubleKernels.vectorCount
            }
        #else
            return DoubleKernels.vectorCount
        #endif
    }
}

extension Float: KernelReal {
    static func run(_ call: KernelCall<Float>, _ set: InstructionSet) {
        #if arch(x86_64)
            switch set {
            case .avx512:
                SingleKernelsAVX512.run(
                    steps: call.steps, stepCount: call.stepCount, numbers: call.numbers, local: call.local,
                    places: call.places, chunk: call.chunk, blockBitCount: call.blockBitCount,
                    scratch: call.scratch)
            case .avx2:
                SingleKernelsAVX2.run(
                    steps: call.steps, stepCount: call.stepCount, numbers: call.numbers, local: call.local,
                    places: call.places, chunk: call.chunk, blockBitCount: call.blockBitCount,
                    scratch: call.scratch)
            case .base:
                SingleKernels.run(
                    steps: call.steps, stepCount: call.stepCount, numbers: call.numbers, local: call.local,
                    places: call.places, chunk: call.chunk, blockBitCount: call.blockBitCount,
                    scratch: call.scratch)
            }
        #else
            SingleKernels.run(
                steps: call.steps, stepCount: call.stepCount, numbers: call.numbers, local: call.local,
                places: call.places, chunk: call.chunk, blockBitCount: call.blockBitCount,
                scratch: call.scratch)
        #endif
    }

    static func copy(_ call: CopyCall, _ set: InstructionSet) {
        #if arch(x86_64)
            switch set {
            case .avx512:
                SingleKernelsAVX512.copy(
                    call.state, call.chunk, runs: call.runs, runCount: call.runCount, within: call.within,
                    runBlockCount: call.runBlockCount, isFetch: call.isFetch)
            case .avx2:
                SingleKernelsAVX2.copy(
                    call.state, call.chunk, runs: call.runs, runCount: call.runCount, within: call.within,
                    runBlockCount: call.runBlockCount, isFetch: call.isFetch)
            case .base:
                SingleKernels.copy(
                    call.state, call.chunk, runs: call.runs, runCount: call.runCount, within: call.within,
                    runBlockCount: call.runBlockCount, isFetch: call.isFetch)
            }
        #else
            SingleKernels.copy(
                call.state, call.chunk, runs: call.runs, runCount: call.runCount, within: call.within,
                runBlockCount: call.runBlockCount, isFetch: call.isFetch)
        #endif
    }

    static func weigh(_ call: WeighCall, _ set: InstructionSet) {
        #if arch(x86_64)
            switch set {
            case .avx512:
                SingleKernelsAVX512.weigh(
                    call.chunk, runCount: call.runCount, runBlockCount: call.runBlockCount,
                    into: call.weights)
            case .avx2:
                SingleKernelsAVX2.weigh(
                    call.chunk, runCount: call.runCount, runBlockCount: call.runBlockCount,
                    into: call.weights)
            case .base:
                SingleKernels.weigh(
                    call.chunk, runCount: call.runCount, runBlockCount: call.runBlockCount,
                    into: call.weights)
            }
        #else
            SingleKernels.weigh(
                call.chunk, runCount: call.runCount, runBlockCount: call.runBlockCount,
                into: call.weights)
        #endif
    }

    static func vectorCount(_ set: InstructionSet) -> Int {
        #if arch(x86_64)
            switch set {
            case .avx512:
                return SingleKernelsAVX512.vectorCount
            case .avx2:
                return SingleKernelsAVX2.vectorCount
            case .base:
                return SingleKernels.vectorCount
            }
        #else
            return SingleKernels.vectorCount
        #endif
    }
}
