import StateVector

#if arch(x86_64)
    import StateVectorAVX2
    import StateVectorAVX512
#endif

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
