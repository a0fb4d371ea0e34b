import NoiseModel
import StateVector

/// The state of a register as the expectation values of all Pauli strings: a density matrix in real numbers.
///
/// `4^n` doubles `c_P = Tr(P ρ)`; a qubit's matrix I, X, Y or Z is a digit 0 to 3 of the index to base 4. Against the
/// complex matrix it takes half the memory, and a channel is a real matrix: a quarter of the arithmetic, for ρ being
/// Hermitian is built in. Qubits may have their digits anywhere (``positions``); there are never fewer digits than
/// kernels need beside those within a block, the ones to spare being always 0.
package final class BlochVector {
    package let qubitCount: Int
    /// The digit of each qubit, then of each digit to spare.
    private(set) var positions: [Int]
    private let team: WorkerTeam
    private let reservation: MemoryReservation
    private let budget: MemoryBudget
    private let kernels: TransferKernels
    let storage: UnsafeMutablePointer<Double>
    /// Channels that still have to act; done together, before anything is read.
    private var queue: [TransferOperation] = []
    private let cancellation: CancellationFlag

    /// Qubits that one operation of a plan may have.
    package static let operationQubitCountMax = 3

    /// Digits of a vector of so many qubits.
    package static func digitCount(qubitCount: Int) -> Int {
        let spare = TransferPlan.innerDigitCount
        return max(qubitCount, min(qubitCount + spare, Self.operationQubitCountMax + spare))
    }

    /// Bytes of the numbers; nil where that is no number one can have.
    package static func byteCount(qubitCount: Int) -> Int? {
        guard (0...28).contains(qubitCount) else { return nil }
        return 8 << (2 * Self.digitCount(qubitCount: qubitCount))
    }

    /// All qubits 0.
    ///
    /// - Parameters:
    ///   - set: The instructions to work with, which the processor must have.
    ///   - cancellation: Ends what is under way when somebody reads; the values are then worth nothing.
    /// - Throws: ``SimulatorError`` where the budget has no room.
    package convenience init(
        qubitCount: Int, team: WorkerTeam, budget: MemoryBudget, set: InstructionSet = .widest,
        cancellation: CancellationFlag = CancellationFlag()
    ) throws(SimulatorError) {
        try self.init(
            uninitialized: qubitCount, team: team, budget: budget, kernels: TransferKernels(set: set),
            cancellation: cancellation)
        self.setZeroState()
    }

    private init(
        uninitialized qubitCount: Int, team: WorkerTeam, budget: MemoryBudget, kernels: TransferKernels,
        cancellation: CancellationFlag
    ) throws(SimulatorError) {
        guard let byteCount = Self.byteCount(qubitCount: qubitCount) else {
            preconditionFailure("A register of a density matrix has 0 to 28 qubits.")
        }
        self.reservation = try budget.reserve(byteCount: byteCount)
        self.storage = try StateMemory.allocate(byteCount: byteCount).assumingMemoryBound(to: Double.self)
        self.qubitCount = qubitCount
        self.positions = Array(0..<Self.digitCount(qubitCount: qubitCount))
        self.team = team
        self.budget = budget
        self.kernels = kernels
        self.cancellation = cancellation
    }

    deinit {
        StateMemory.deallocate(
            UnsafeMutableRawPointer(self.storage), byteCount: self.reservation.byteCount,
            isKept: self.team.hasHelpers)
    }

    /// All qubits 0 again.
    package func setZeroState() {
        self.queue = []
        // Strings of I and Z have the value 1, all others 0; where the digits are makes no difference then.
        self.positions = Array(self.positions.indices)
        self.storage.update(repeating: 0, count: self.count)
        self.storage[0] = 1
        for qubit in 0..<self.qubitCount {
            let bit = 1 << (2 * qubit)
            for index in 0..<bit { self.storage[index + 3 * bit] = self.storage[index] }
        }
    }

    /// Another state with the same values.
    package func copy() throws(SimulatorError) -> BlochVector {
        let other = try BlochVector(
            uninitialized: self.qubitCount, team: self.team, budget: self.budget, kernels: self.kernels,
            cancellation: self.cancellation)
        self.flush()
        other.positions = self.positions
        other.storage.update(from: self.storage, count: self.count)
        return other
    }

    private var count: Int { 1 << (2 * self.positions.count) }

    // MARK: - Values

    /// The expectation value of a Pauli string; of the empty one the trace.
    ///
    /// - Parameter factors: 1, 2 or 3 for X, Y or Z, of different qubits.
    package func expectation(_ factors: [(qubit: Int, factor: Int)]) -> Double {
        self.flush()
        return self.storage[factors.reduce(0) { $0 | $1.factor << (2 * self.positions[$1.qubit]) }]
    }

    /// The trace: 1, or the probability of all that was read so far.
    package var trace: Double { self.expectation([]) }

    /// The probabilities of the outcomes of measuring some qubits, times the trace.
    ///
    /// - Parameter qubits: Different; the first is an outcome's bit 0.
    package func probabilities(of qubits: [Int]) -> [Double] {
        self.flush()
        let scale = 1 / Double(1 << qubits.count)
        var values = (0..<(1 << qubits.count)).map { subset in
            scale
                * self.storage[
                    qubits.indices.reduce(0) {
                        $0 | (subset >> $1 & 1) * 3 << (2 * self.positions[qubits[$1]])
                    }]
        }
        // From the mean of each product of Z to the weight of each outcome: Hadamard's transform.
        for bit in qubits.indices {
            for index in values.indices where index >> bit & 1 == 0 {
                let (even, odd) = (values[index], values[index | 1 << bit])
                values[index] = even + odd
                values[index | 1 << bit] = even - odd
            }
        }
        return values.map { max(0, $0) }
    }

    /// The reduced density matrix of some qubits.
    ///
    /// - Parameter qubits: Different; the first is an index's bit 0.
    /// - Returns: `4^k` entries, row-major, each as real then imaginary part.
    package func densityMatrix(of qubits: [Int]) -> [Double] {
        self.flush()
        let scale = 1 / Double(1 << qubits.count)
        let coefficients = (0..<(1 << (2 * qubits.count))).map { string in
            scale
                * self.storage[
                    qubits.indices.reduce(0) {
                        $0 | (string >> (2 * $1) & 3) << (2 * self.positions[qubits[$1]])
                    }]
        }
        return PauliBasis.matrix(of: coefficients, qubitCount: qubits.count)
    }

    // MARK: - Evolution

    /// Lets a channel act after those that did.
    package func append(_ operation: TransferOperation) { self.queue.append(operation) }

    /// Lets a gate act on more qubits than channels may have.
    func append(wide gate: WideGate) {
        self.flush()
        gate.conjugate(self.storage, count: self.count, positions: self.positions)
    }

    /// Carries out what is in the queue.
    func flush() {
        if self.queue.isEmpty { return }
        let fused = TransferFusion.fused(self.queue, qubitCount: self.qubitCount)
        self.queue = []
        let plan = TransferPlan(fused, positions: self.positions)
        plan.numbers.withUnsafeBufferPointer { numbers in
            plan.places.withUnsafeBufferPointer { places in
                for step in plan.steps where !self.cancellation.isCancelled {
                    self.perform(step, numbers, places)
                }
            }
        }
        self.positions = plan.positions
    }

    private func perform(
        _ step: TransferPlan.Step, _ numbers: UnsafeBufferPointer<Double>, _ places: UnsafeBufferPointer<Int>
    ) {
        // Parts of a sweep touch numbers of their own.
        nonisolated(unsafe) let state = UnsafeMutableRawPointer(self.storage)
        let kernels = self.kernels
        switch step {
        case .exchange(let inner, let digit):
            self.forEachPart(groupCount: self.count >> 6) { groups in
                kernels.exchange(state, groups: groups, inner: inner, digit: digit)
            }
        case .multiply(let digits, let rowCount, let matrixStart, let placeStart):
            digits.withUnsafeBufferPointer { digits in
                guard let matrix = numbers.baseAddress, let place = places.baseAddress,
                    let digit = digits.baseAddress
                else { return }
                let groupCount = self.count / (DoubleKernels.transferBlockCount * rowCount)
                self.forEachPart(groupCount: groupCount) { groups in
                    withUnsafeTemporaryAllocation(byteCount: 64 * rowCount, alignment: 64) { scratch in
                        guard let scratch = scratch.baseAddress else { return }
                        kernels.transfer(
                            state, groups: groups, digits: digit, digitCount: digits.count,
                            matrix: matrix + matrixStart, places: place + placeStart, scratch: scratch)
                    }
                }
            }
        }
    }

    /// Shares the groups of one sweep among the team.
    private func forEachPart(groupCount: Int, _ body: (Range<Int>) -> Void) {
        // A part is some tens of microseconds of work: worth another thread's while.
        let partCount = min(groupCount, max(1, self.count >> Self.partExponent))
        let size = (groupCount + partCount - 1) / partCount
        self.team.forEachPart(count: partCount) { part in
            body(min(groupCount, part * size)..<min(groupCount, (part + 1) * size))
        }
    }

    /// Numbers of one thread's part, as a power of 2.
    private static let partExponent = 15
}
