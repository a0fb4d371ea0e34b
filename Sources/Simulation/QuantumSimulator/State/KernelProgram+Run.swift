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
        let byteCount = max(1, self.numbers.count) * MemoryLayout<Real>.stride
        withUnsafeTemporaryAllocation(byteCount: byteCount, alignment: 64) { raw in
            let numbers = raw.bindMemory(to: Real.self)
            _ = numbers.initialize(from: self.numbers)
            self.steps.withUnsafeBufferPointer { steps in
                self.places.withUnsafeBufferPointer { places in
                    guard let first = numbers.baseAddress, let step = steps.baseAddress else { return }
                    let place = places.baseAddress ?? Self.noPlaces
                    nonisolated(unsafe) let memory = Memory(numbers: first, steps: step, places: place)
                    body(memory)
                }
            }
        }
    }

    /// Never read: no step of such a program has places.
    private static var noPlaces: UnsafePointer<Int> {
        UnsafePointer(bitPattern: MemoryLayout<Int>.alignment)
            ?? UnsafePointer(UnsafeMutablePointer.allocate(capacity: 1))
    }

    /// Fetches a chunk, takes all steps over it and puts it back.
    func run(
        _ chunk: Int, of state: UnsafeMutableRawPointer, _ copying: ChunkCopying, _ memory: Memory,
        _ set: InstructionSet
    ) {
        let blockByteCount = 128
        let bufferByteCount = copying.isWhole ? 0 : blockByteCount << self.blockBitCount
        let localByteCount = self.localCount * MemoryLayout<Real>.stride
        let scratchByteCount = 2 * self.rowCountMax * 64
        let buffer = ThreadMemory.bytes(bufferByteCount + localByteCount + scratchByteCount + 64)
        let local = (buffer + bufferByteCount).assumingMemoryBound(to: Real.self)
        let scratch = buffer + bufferByteCount + localByteCount
        let first = state + copying.firstBlock(ofChunk: chunk) * blockByteCount
        self.fill(local, chunk: chunk)
        if !copying.isWhole { self.copy(first, buffer, copying.fetch, isFetch: true, set) }
        self.withSteps(of: chunk, memory) { steps, count in
            Real.run(
                KernelCall(
                    steps: steps, stepCount: count, numbers: memory.numbers, local: local,
                    places: memory.places, chunk: copying.isWhole ? state : buffer,
                    blockBitCount: self.blockBitCount, scratch: scratch), set)
        }
        if !copying.isWhole { self.copy(first, buffer, copying.putBack, isFetch: false, set) }
    }

    private func fill(_ local: UnsafeMutablePointer<Real>, chunk: Int) {
        for recipe in self.recipes {
            switch recipe {
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
