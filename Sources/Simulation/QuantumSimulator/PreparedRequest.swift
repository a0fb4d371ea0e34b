package import CircuitModel

/// A request whose runs have been looked at, to be run one by one in whatever order suits the others.
package struct PreparedRequest: Sendable {
    /// What each run is expected to take.
    package private(set) var costs: [MethodCost] = []
    private(set) var tasks: [SimulationTask] = []
    private(set) var methods: [any SimulationMethod] = []
    private var header: CircuitReply

    /// Without any run.
    init(of request: CircuitRequest, decodeNanoseconds: UInt64) {
        self.header = CircuitReply(
            shotCount: request.options.shotCount, seed: request.options.seed,
            hasMemory: request.options.returnsMemory)
        self.header.decodeNanoseconds = decodeNanoseconds
    }

    mutating func append(_ task: SimulationTask, method: any SimulationMethod, cost: MethodCost) {
        self.tasks.append(task)
        self.methods.append(method)
        self.costs.append(cost)
    }

    /// The answer.
    ///
    /// - Parameter outcomes: Of all runs, in their order.
    package func reply(with outcomes: [CircuitOutcome]) -> CircuitReply {
        var reply = self.header
        reply.outcomes = outcomes
        return reply
    }
}
