package import CircuitModel

/// A request whose runs have been looked at, to be run one by one in whatever order suits the others.
package struct PreparedRequest: Sendable {
    /// What each run is expected to take.
    package private(set) var costs: [MethodCost] = []
    private(set) var tasks: [SimulationTask] = []
    private(set) var methods: [any SimulationMethod] = []
    private var header: CircuitReply

    /// Without any run.
    init(of request: CircuitRequest) {
        self.header = CircuitReply(
            shotCount: request.options.shotCount, seed: request.options.seed,
            hasMemory: request.options.returnsMemory)
    }

    /// What it took to get here: to read the request and to choose methods.
    mutating func tookNanoseconds(_ nanoseconds: UInt64) { self.header.decodeNanoseconds = nanoseconds }

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
