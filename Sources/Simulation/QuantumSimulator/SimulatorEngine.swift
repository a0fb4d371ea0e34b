package import CircuitModel
import StateVector

/// Runs circuit requests, each circuit by the method that suits it.
///
/// A run is synchronous, on the caller's thread, and holds nothing afterwards; any number may run at once, each
/// within the limits. The same request under the same limits gives the same reply, byte for byte.
package struct SimulatorEngine: Sendable {
    package let limits: SimulatorLimits
    /// All there are. Of two that cost the same, the earlier one is chosen.
    private let methods: [any SimulationMethod]
    private let team: WorkerTeam
    private let memory: MemoryBudget

    /// - Parameters:
    ///   - team: Threads that help with large states; none but the caller's, if left out.
    ///   - memory: What all engines of the process share; if left out, as much as the limits allow, for this one alone.
    package init(
        limits: SimulatorLimits = SimulatorLimits(), team: WorkerTeam? = nil, memory: MemoryBudget? = nil,
        methods: [any SimulationMethod] = [StateVectorMethod()]
    ) {
        self.limits = limits
        self.team = team ?? WorkerTeam(threadCount: 1)
        self.memory = memory ?? MemoryBudget(byteCountMax: limits.stateByteCountMax)
        self.methods = methods
    }

    private func context(_ cancellation: CancellationFlag) -> SimulationContext {
        SimulationContext(
            limits: self.limits, team: self.team, memory: self.memory, cancellation: cancellation)
    }

    /// Decodes, runs and answers a ``CircuitRequest``.
    ///
    /// - Returns: A ``CircuitReply`` in packed form.
    /// - Throws: ``SimulatorError``; one bad circuit fails the whole request, and is named.
    package func run(request: [UInt8], cancellation: CancellationFlag) throws(SimulatorError) -> [UInt8] {
        try self.run(try self.decode(request), cancellation: cancellation).encoded()
    }

    /// Decodes a ``CircuitRequest`` and looks at every run of it.
    package func prepare(_ request: [UInt8]) throws(SimulatorError) -> PreparedRequest {
        try self.prepare(try self.decode(request))
    }

    private func decode(_ request: [UInt8]) throws(SimulatorError) -> CircuitRequest {
        do throws(CircuitFormatError) {
            return try CircuitRequest(bytes: request, limits: self.limits.circuits)
        } catch {
            throw SimulatorError(error)
        }
    }

    package func run(_ request: CircuitRequest, cancellation: CancellationFlag) throws(SimulatorError)
        -> CircuitReply
    {
        let prepared = try self.prepare(request)
        var outcomes: [CircuitOutcome] = []
        for index in prepared.costs.indices {
            outcomes.append(try self.run(index, of: prepared, cancellation: cancellation))
        }
        return prepared.reply(with: outcomes)
    }

    /// Looks at every run of a request: a batch that cannot finish does not start.
    ///
    /// - Throws: What a run of it would throw before it starts.
    package func prepare(_ request: CircuitRequest) throws(SimulatorError) -> PreparedRequest {
        try self.checkReplySize(of: request)
        let context = self.context(CancellationFlag())
        var prepared = PreparedRequest(of: request)
        for (index, circuit) in request.circuits.enumerated() {
            let task = Self.task(of: circuit, at: index, in: request)
            let choice = try self.choice(for: task, at: index, in: context)
            prepared.append(task, method: self.methods[choice.index], cost: choice.cost)
        }
        return prepared
    }

    /// Runs one of the runs of a request. They are independent of each other: in any order, several at once.
    package func run(
        _ index: Int, of prepared: PreparedRequest, cancellation: CancellationFlag
    ) throws(SimulatorError) -> CircuitOutcome {
        try cancellation.check()
        let context = self.context(cancellation)
        return try self.team.lead { () throws(SimulatorError) in
            try prepared.methods[index].run(prepared.tasks[index], in: context)
        }
    }

    private static func task(of circuit: Circuit, at index: Int, in request: CircuitRequest) -> SimulationTask
    {
        var task = SimulationTask(
            circuit: circuit, shotCount: request.shotCount, seed: request.seed, stream: UInt64(index))
        task.returnsMemory = request.returnsMemory
        return task
    }

    private func choice(
        for task: SimulationTask, at index: Int, in context: SimulationContext
    ) throws(SimulatorError) -> MethodChoice {
        try MethodChoice(
            among: self.methods.map {
                MethodChoice.Candidate(name: $0.name, assessment: $0.assess(task, in: context))
            },
            asked: .automatic, byteCountMax: self.memory.byteCountMax, precision: task.precision,
            runIndex: index)
    }

    /// The final amplitudes of a circuit of gates alone, global phase included.
    ///
    /// - Returns: Real and imaginary part of each amplitude, by index, every declared qubit having its bit.
    /// - Throws: ``SimulatorError/Code/unsupported`` where the circuit measures, resets or tests.
    package func amplitudes(
        of circuit: Circuit, cancellation: CancellationFlag
    ) throws(SimulatorError) -> [Double] {
        guard let byteCount = StateVector.byteCount(qubitCount: circuit.qubitCount),
            byteCount <= self.limits.stateByteCountMax
        else { throw SimulatorError(.tooLarge, "The amplitudes do not fit the memory that may be used.") }
        let program = ProgramCompiler.program(of: circuit, keepsIdleQubits: true)
        var state = StateVector(qubitCount: program.activeQubitCount)
        for step in program.steps {
            try cancellation.check()
            switch step {
            case .measure, .clear, .reset, .jump, .jumpUnless:
                throw SimulatorError(.unsupported, "Only a circuit of gates alone has one final state.")
            case .oneQubit, .controlled, .flip, .swap, .multiply, .dense, .diagonal:
                program.apply(step, to: &state)
            }
        }
        let phase = Complex(phase: circuit.globalPhase)
        state.multiply(where: 0, equals: 0, byReal: phase.real, imaginary: phase.imaginary)
        var amplitudes: [Double] = []
        amplitudes.reserveCapacity(2 * state.count)
        for index in 0..<state.count {
            let amplitude = state.amplitude(at: index)
            amplitudes.append(amplitude.real)
            amplitudes.append(amplitude.imaginary)
        }
        return amplitudes
    }

    /// Refuses a request whose reply could not be sent, before anything is run.
    private func checkReplySize(of request: CircuitRequest) throws(SimulatorError) {
        var byteCount = CircuitReply.headerByteCount
        for circuit in request.circuits {
            byteCount += CircuitReply.outcomeByteCountMax(
                clbitCount: circuit.clbitCount, shotCount: request.shotCount, hasMemory: request.returnsMemory
            )
        }
        guard byteCount <= self.limits.replyByteCountMax else {
            throw SimulatorError(
                .replyTooLarge, "The outcomes of the request may take more bytes than a reply may have.",
                context: ["bytes": String(byteCount), "limit": String(self.limits.replyByteCountMax)])
        }
    }
}
