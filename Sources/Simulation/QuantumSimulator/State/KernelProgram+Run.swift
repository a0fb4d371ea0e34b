import CProcessor
import Glibc
import SimulatorCore
import StateVector

extension KernelProgram {
    /// The numbers of a program where vectors can be read.
    struct Memory {
        let numbers: UnsafePointer<Real>
        let steps: UnsafePointer<KernelStep>
        let places: UnsafePointer<Int>
    }

    /// Calls with the numbers copied to aligned memory.
    func withMemory(_ body: (Memory) -> Void) {
        // Not on the stack: a thread's may be small.
        let byteCount = max(1, self.numbers.count) * MemoryLayout<Real>.stride
        let raw = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 64)
        defer { raw.deallocate() }
        let numbers = raw.bindMemory(to: Real.self)
        _ = numbers.initialize(from: self.numbers)
        self.steps.withUnsafeBufferPointer { steps in
            self.places.withUnsafeBufferPointer { places in
                guard let number = numbers.baseAddress, let step = steps.baseAddress,
                    let place = places.baseAddress
                else { return }
                nonisolated(unsafe) let memory = Memory(numbers: number, steps: step, places: place)
                body(memory)
            }
        }
    }

    /// Fetches a chunk, takes all steps over it and puts it back.
    ///
    /// - Parameter next: The chunk that this thread will fetch next: asked for between the steps, so that memory is
    ///   busy while the arithmetic is.
    func run(
        _ chunk: Int, next: Int?, of state: UnsafeMutableRawPointer, _ copying: ChunkCopying,
        _ memory: Memory, _ weights: UnsafeMutableBufferPointer<Double>?, _ set: InstructionSet
    ) {
        let blockByteCount = 128
        let bufferByteCount = copying.isInPlace ? 0 : blockByteCount << self.blockBitCount
        let localByteCount = self.localCount * MemoryLayout<Real>.stride
        let scratchByteCount = 2 * self.rowCountMax * 64
        let buffer = ThreadMemory.bytes(bufferByteCount + localByteCount + scratchByteCount + 64)
        let local = (buffer + bufferByteCount).assumingMemoryBound(to: Real.self)
        let scratch = buffer + bufferByteCount + localByteCount
        let first = state + copying.firstBlock(ofChunk: chunk) * blockByteCount
        self.fill(local, chunk: chunk)
        let place = copying.isInPlace ? first : buffer
        if !copying.isInPlace && !copying.isFilled {
            self.copy(first, buffer, copying.fetch, isFetch: true, set)
        }
        let nextFirst = next.map { state + copying.firstBlock(ofChunk: $0) * blockByteCount }
        self.withSteps(of: chunk, memory) { steps, count in
            for step in 0..<count {
                Real.run(
                    KernelCall(
                        steps: steps + step, stepCount: 1, numbers: memory.numbers, local: local,
                        places: memory.places, chunk: place,
                        blockBitCount: self.blockBitCount, scratch: scratch), set)
                if let nextFirst { copying.fetch.prefetch(nextFirst, part: step, of: count) }
            }
        }
        if let weights { self.weigh(place, chunk, copying, weights, set) }
        if !copying.isInPlace { self.copy(first, buffer, copying.putBack, isFetch: false, set) }
    }

    /// Weighs the runs of a chunk.
    private func weigh(
        _ place: UnsafeMutableRawPointer, _ chunk: Int, _ copying: ChunkCopying,
        _ weights: UnsafeMutableBufferPointer<Double>, _ set: InstructionSet
    ) {
        let runBlockCount = AmplitudeBlocks<Real>.runBlockCount
        let first = copying.firstBlock(ofChunk: chunk) / runBlockCount
        let runs = copying.putBack.runs
        withUnsafeTemporaryAllocation(of: Double.self, capacity: runs.count / 2) { own in
            guard let start = own.baseAddress else { return }
            Real.weigh(
                WeighCall(
                    chunk: place, runCount: own.count, runBlockCount: runBlockCount, weights: start), set)
            for run in 0..<own.count {
                weights[first + runs[2 * run] / runBlockCount] = own[runs[2 * run + 1] / runBlockCount]
            }
        }
    }

    func fill(_ local: UnsafeMutablePointer<Real>, chunk: Int) {
        for recipe in self.recipes {
            switch recipe {
            case .product(let tables, let start): tables.fill(local + start, chunk: chunk)
            case .phases(let tables, let start): tables.fill(local + start, chunk: chunk)
            case .diagonal(let tables, let start): tables.fill(local + start, chunk: chunk)
            }
        }
    }

    /// Calls with the steps whose conditions the chunk's number meets.
    private func withSteps(of chunk: Int, _ memory: Memory, _ body: (UnsafePointer<KernelStep>, Int) -> Void)
    {
        guard self.isConditional else { return body(memory.steps, self.steps.count) }
        let steps = self.steps.indices.filter {
            chunk & self.conditions[$0].mask == self.conditions[$0].value
        }
        .map { self.steps[$0] }
        steps.withUnsafeBufferPointer { pointer in
            if let first = pointer.baseAddress { body(first, pointer.count) }
        }
    }

    private func copy(
        _ state: UnsafeMutableRawPointer, _ buffer: UnsafeMutableRawPointer, _ tables: ChunkCopying.Tables,
        isFetch: Bool, _ set: InstructionSet
    ) {
        tables.runs.withUnsafeBufferPointer { runs in
            tables.within.withUnsafeBufferPointer { within in
                guard let run = runs.baseAddress, let place = within.baseAddress else { return }
                Real.copy(
                    CopyCall(
                        state: state, chunk: buffer, runs: run, runCount: runs.count / 2, within: place,
                        runBlockCount: within.count, isFetch: isFetch), set)
            }
        }
    }
}

extension ChunkCopying.Tables {
    /// Asks for one part of the runs of a chunk.
    func prefetch(_ first: UnsafeMutableRawPointer, part: Int, of partCount: Int) {
        let runCount = self.runs.count / 2
        let byteCount = self.within.count * 128
        for run in (runCount * part / partCount)..<(runCount * (part + 1) / partCount) {
            let start = first + self.runs[2 * run] * 128
            for offset in stride(from: 0, to: byteCount, by: 64) { processor_prefetch(start + offset) }
        }
    }
}
