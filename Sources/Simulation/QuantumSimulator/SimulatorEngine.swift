package import CircuitModel
import OpenQASM

/// Runs circuit requests, each circuit by the method that suits it.
///
/// A run is synchronous, on the caller's thread, and holds nothing afterwards; any number may run at once, each
/// within the limits. The same request under the same limits gives the same reply, its times aside.
package struct SimulatorEngine: Sendable {
    package let limits: SimulatorLimits
    /// All there are. Of two that cost the same, the earlier one is chosen.
    private let methods: [any SimulationMethod]
    private let team: WorkerTeam
    private let memory: MemoryBudget
    let backends: BackendCatalog

    /// Every method that there is.
    package static let allMethods: [any SimulationMethod] = [
        StateVectorMethod(),
        UnitaryMethod(),
        StabilizerMethod(),
        DensityMatrixMethod(),
        TrajectoryMethod(),
        MatrixProductStateMethod(),
    ]

    /// - Parameters:
    ///   - team: Threads that help with large states; none but the caller's, if left out.
    ///   - memory: What all engines of the process share; if left out, as much as the limits allow, for this one alone.
    package init(
        limits: SimulatorLimits = SimulatorLimits(), team: WorkerTeam? = nil, memory: MemoryBudget? = nil,
        backends: BackendCatalog = BackendCatalog(),
        methods: [any SimulationMethod] = SimulatorEngine.allMethods
    ) {
        self.limits = limits
        self.team = team ?? WorkerTeam(threadCount: 1)
        self.memory = memory ?? MemoryBudget(byteCountMax: limits.stateByteCountMax)
        self.backends = backends
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
        var before = SentBefore(slots: StructureSlots(countMax: 0))
        return try self.run(
            try self.prepare(request, after: &before, cancellation: cancellation), cancellation: cancellation
        ).encoded()
    }

    /// Decodes a ``CircuitRequest`` and looks at every run of it.
    ///
    /// - Parameter before: What the request's connection holds.
    package func prepare(
        _ request: [UInt8], after before: inout SentBefore, cancellation: CancellationFlag
    ) throws(SimulatorError) -> PreparedRequest {
        let start = ContinuousClock.now
        let decoded = try self.decoded(request, slots: &before.slots, cancellation: cancellation)
        var prepared = try self.prepare(decoded, after: &before)
        prepared.tookNanoseconds(UInt64((ContinuousClock.now - start) / .nanoseconds(1)))
        return prepared
    }

    /// Reads distrusted bytes.
    ///
    /// - Parameter slots: What the request's connection holds.
    package func decoded(
        _ request: [UInt8], slots: inout StructureSlots, cancellation: CancellationFlag
    ) throws(SimulatorError) -> CircuitRequest {
        do throws(CircuitFormatError) {
            let programLimits = self.limits.programs
            let reading = RequestReading(limits: self.limits.circuits) { text throws(CircuitTextError) in
                try OpenQASMProgram(
                    text, limits: programLimits, isCancelled: { cancellation.isCancelled }
                ).structure
            }
            return try CircuitRequest(bytes: request, reading: reading, slots: &slots)
        } catch {
            // A text that was not read to its end is at no fault.
            try cancellation.check()
            throw SimulatorError(error)
        }
    }

    package func run(_ request: CircuitRequest, cancellation: CancellationFlag) throws(SimulatorError)
        -> CircuitReply
    {
        var before = SentBefore(slots: StructureSlots(countMax: 0))
        return try self.run(try self.prepare(request, after: &before), cancellation: cancellation)
    }

    private func run(_ prepared: PreparedRequest, cancellation: CancellationFlag) throws(SimulatorError)
        -> CircuitReply
    {
        var outcomes: [CircuitOutcome] = []
        for index in prepared.costs.indices {
            outcomes.append(try self.run(index, of: prepared, cancellation: cancellation))
        }
        return prepared.reply(with: outcomes)
    }

    /// Looks at every run of a request: a batch that cannot finish does not start.
    ///
    /// - Throws: What a run of it would throw before it starts.
    package func prepare(
        _ request: CircuitRequest, after before: inout SentBefore
    ) throws(SimulatorError) -> PreparedRequest {
        try self.checkReplySize(of: request)
        let setting = try self.setting(of: request.options, after: &before)
        let context = self.context(CancellationFlag())
        var prepared = PreparedRequest(of: request)
        for index in request.runs.indices {
            let task = try Self.task(at: index, in: request, setting)
            let choice = try MethodChoice(among: self.methods, for: task, in: context)
            prepared.append(task, method: choice.method, cost: choice.cost)
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

    /// Refuses a request whose reply could not be sent, before anything is run.
    private func checkReplySize(of request: CircuitRequest) throws(SimulatorError) {
        let options = request.options
        // A request of many runs has few structures.
        let each = request.structures.map {
            CircuitReply.outcomeByteCountMax(
                of: $0.circuit, shotCount: options.shotCount, hasMemory: options.returnsMemory)
        }
        var byteCount = CircuitReply.headerByteCount
        for run in request.runs {
            let (sum, isBeyond) = byteCount.addingReportingOverflow(each[run.structureIndex] ?? .max)
            byteCount = isBeyond ? .max : sum
        }
        guard byteCount <= self.limits.replyByteCountMax else {
            throw SimulatorError(
                .replyTooLarge, "The outcomes of the request may take more bytes than a reply may have.",
                context: ["bytes": String(byteCount), "limit": String(self.limits.replyByteCountMax)])
        }
    }
}
