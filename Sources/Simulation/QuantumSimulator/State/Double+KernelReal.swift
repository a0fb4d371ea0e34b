import StateVector

#if arch(x86_64)
    import StateVectorAVX2
    import StateVectorAVX512
#endif

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
