import Glibc
package import SimulatorCore

/// The amplitudes of a register, and everything that is done to them.
///
/// `2^n` complex numbers for `n` qubits, qubit 0 being the least significant bit of an amplitude's index. Qubits
/// may lie in another order in memory (``layout``); every index that goes in or out is the register's own.
///
/// Belongs to one run at a time. Heavy work is shared with the team; results do not depend on how many help.
package final class StateBuffer {
    package let qubitCount: Int
    package let precision: AmplitudePrecision
    /// Where the qubits lie now: what a plan for this state should begin from.
    package internal(set) var layout: QubitLayout

    let team: WorkerTeam
    /// Once it is raised nothing is done to the amplitudes any more, and what is read from them is worth nothing:
    /// whoever uses it looks first.
    let cancellation: CancellationFlag
    let budget: MemoryBudget
    private let reservation: MemoryReservation
    private let storage: UnsafeMutableRawPointer
    /// The squared norms of runs of amplitudes; nil when anything may have been written since they were taken.
    var runWeights: [Double]?
    /// All qubits are 0 and no amplitude is written yet: most often a plan fills the state at once.
    private(set) var isUnwritten = false

    /// Bytes of the amplitudes of this many qubits; nil where that is no number one can have.
    package static func byteCount(qubitCount: Int, precision: AmplitudePrecision) -> Int? {
        guard (0...LinearOperation.qubitCountMax).contains(qubitCount) else { return nil }
        return precision.amplitudeByteCount << max(qubitCount, precision.storedQubitCountMin)
    }

    /// All qubits 0.
    ///
    /// - Precondition: 0…58 qubits.
    /// - Throws: ``SimulatorError`` where the budget has no room: `simulator.tooLarge`, `simulator.overCommitted`.
    package convenience init(
        qubitCount: Int, precision: AmplitudePrecision = .double, team: WorkerTeam, budget: MemoryBudget,
        cancellation: CancellationFlag = CancellationFlag()
    ) throws(SimulatorError) {
        try self.init(
            uninitialized: qubitCount, precision, team: team, budget: budget, cancellation: cancellation)
        self.setZeroState()
    }

    init(
        uninitialized qubitCount: Int, _ precision: AmplitudePrecision, team: WorkerTeam,
        budget: MemoryBudget,
        cancellation: CancellationFlag
    ) throws(SimulatorError) {
        guard let byteCount = Self.byteCount(qubitCount: qubitCount, precision: precision) else {
            preconditionFailure("A register has 0 to 58 qubits.")
        }
        self.reservation = try budget.reserve(byteCount: byteCount)
        self.storage = try StateMemory.allocate(byteCount: byteCount)
        self.qubitCount = qubitCount
        self.precision = precision
        self.layout = QubitLayout(qubitCount: qubitCount)
        self.team = team
        self.cancellation = cancellation
        self.budget = budget
    }

    deinit {
        StateMemory.deallocate(
            self.storage, byteCount: self.reservation.byteCount, isKept: self.team.hasHelpers)
    }

    /// Another state with the same amplitudes.
    package func copy() throws(SimulatorError) -> StateBuffer {
        let other = try StateBuffer(
            uninitialized: self.qubitCount, self.precision, team: self.team, budget: self.budget,
            cancellation: self.cancellation)
        other.assign(self)
        return other
    }

    /// Takes over the amplitudes of another state of the same register.
    package func assign(_ other: StateBuffer) {
        precondition(
            self.qubitCount == other.qubitCount && self.precision == other.precision, "The states are alike.")
        if other.isUnwritten { return self.setZeroState() }
        self.layout = other.layout
        self.isUnwritten = false
        self.runWeights = other.runWeights
        self.forEachByteRange {
            self.storage.advanced(by: $0).copyMemory(from: other.storage + $0, byteCount: $1)
        }
    }

    /// All qubits 0 again, in order.
    package func setZeroState() {
        self.layout = QubitLayout(qubitCount: self.qubitCount)
        self.isUnwritten = true
        self.runWeights = nil
    }

    /// Writes the amplitudes of a state that was only said to be zero.
    private func write() {
        self.isUnwritten = false
        self.forEachByteRange { memset(self.storage + $0, 0, $1) }
        self.setAmplitude(at: 0, real: 1, imaginary: 0)
    }

    /// Leaves it to the caller to write every amplitude.
    ///
    /// - Precondition: The qubits are 0 and nothing was done to them.
    func beginFilling(_ layout: QubitLayout) {
        precondition(self.isUnwritten, "The plan is for a state of zeros.")
        self.layout = layout
        self.isUnwritten = false
    }

    // MARK: - One amplitude

    /// One amplitude; not for loops over large states.
    package func amplitude(at index: Int) -> (real: Double, imaginary: Double) {
        precondition(index >= 0 && index >> self.qubitCount == 0, "The index is that of an amplitude.")
        let stored = self.layout.storedIndex(of: index)
        switch self.precision {
        case .double: return self.doubles[stored]
        case .single:
            let (real, imaginary) = self.singles[stored]
            return (Double(real), Double(imaginary))
        }
    }

    /// Sets one amplitude. The norm is the caller's care.
    package func setAmplitude(at index: Int, real: Double, imaginary: Double) {
        precondition(index >= 0 && index >> self.qubitCount == 0, "The index is that of an amplitude.")
        let stored = self.layout.storedIndex(of: index)
        switch self.precision {
        case .double: self.doubles[stored] = (real, imaginary)
        case .single: self.singles[stored] = (Float(real), Float(imaginary))
        }
    }

    // MARK: - Memory

    /// Qubits in memory, those that only fill up a small state included.
    var storedQubitCount: Int { max(self.qubitCount, self.precision.storedQubitCountMin) }
    var storedCount: Int { 1 << self.storedQubitCount }

    /// For reading and writing: what was known of the amplitudes is known no more.
    var doubles: AmplitudeBlocks<Double> {
        precondition(self.precision == .double)
        if self.isUnwritten { self.write() }
        self.runWeights = nil
        return AmplitudeBlocks(
            base: self.storage.assumingMemoryBound(to: Double.self), count: self.storedCount,
            cancellation: self.cancellation)
    }

    var singles: AmplitudeBlocks<Float> {
        precondition(self.precision == .single)
        if self.isUnwritten { self.write() }
        self.runWeights = nil
        return AmplitudeBlocks(
            base: self.storage.assumingMemoryBound(to: Float.self), count: self.storedCount,
            cancellation: self.cancellation)
    }

    private func forEachByteRange(_ body: (_ start: Int, _ byteCount: Int) -> Void) {
        let byteCount = self.precision.amplitudeByteCount * self.storedCount
        let part = min(byteCount, 1 << 21)
        self.team.forEachPart(count: byteCount / part) {
            if !self.cancellation.isCancelled { body($0 * part, part) }
        }
    }
}
