import Glibc
import SimulatorCore
import StateVector

/// A plan for states that are one chunk, made ready once and carried out on many of them.
///
/// Sendable by proof: its numbers are written while it is made, and only read afterwards.
final class ReadyPlan: @unchecked Sendable {
    let plan: EvolutionPlan
    private let program: KernelProgram<Double>
    private let set: InstructionSet
    /// The numbers of all steps, then those that the only chunk has of its own.
    private let numbers: UnsafeMutablePointer<Double>
    private let local: UnsafeMutablePointer<Double>

    /// - Returns: nil for states of more than one chunk, in single precision, or where it makes the amplitudes itself.
    init?(_ plan: EvolutionPlan, with set: InstructionSet = .widest) {
        guard plan.precision == .double, plan.passes.count == 1, case .chunked(let pass) = plan.passes[0],
            pass.isInPlace, !pass.isFilled
        else { return nil }
        let program = KernelProgram<Double>(pass, set)
        // Vectors are read where they are aligned: the chunk's own numbers begin at one, too.
        let laneCount = AmplitudeBlocks<Double>.laneCount
        let ownStart = (program.numbers.count + laneCount - 1) / laneCount * laneCount
        let memory = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(1, ownStart + program.localCount) * MemoryLayout<Double>.stride, alignment: 64)
        guard let base = memory.bindMemory(to: Double.self).baseAddress else { return nil }
        self.plan = plan
        self.set = set
        self.program = program
        self.numbers = base
        self.local = base + ownStart
        self.numbers.initialize(from: program.numbers, count: program.numbers.count)
        program.fill(self.local, chunk: 0)
    }

    deinit { self.numbers.deallocate() }

    /// Takes all steps over a state that lies as the plan begins.
    func run(on state: AmplitudeBlocks<Double>) {
        let scratch = ThreadMemory.bytes(2 * self.program.rowCountMax * 64)
        self.program.steps.withUnsafeBufferPointer { steps in
            self.program.places.withUnsafeBufferPointer { places in
                guard let step = steps.baseAddress, let place = places.baseAddress else { return }
                Double.run(
                    KernelCall(
                        steps: step, stepCount: steps.count, numbers: self.numbers, local: self.local,
                        places: place, chunk: UnsafeMutableRawPointer(state.base),
                        blockBitCount: self.program.blockBitCount, scratch: scratch), self.set)
            }
        }
    }
}
