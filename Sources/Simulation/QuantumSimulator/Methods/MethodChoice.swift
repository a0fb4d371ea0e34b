import CircuitModel

/// Which method runs a task: of those that can and that fit the memory, the cheapest.
struct MethodChoice {
    /// A method this cheap is taken without asking those after it.
    private static let negligibleNanoseconds = 20_000.0

    let method: any SimulationMethod
    let cost: MethodCost

    /// - Parameters:
    ///   - methods: All there are. Of two that cost the same, the earlier one is chosen.
    /// - Throws: ``SimulatorError/Code/methodUnsuitable`` with the reason,
    ///   ``SimulatorError/Code/tooLarge`` with how many qubits fit.
    init(
        among methods: [any SimulationMethod], for task: borrowing SimulationTask,
        in context: SimulationContext
    ) throws(SimulatorError) {
        let (asked, byteCountMax) = (task.method, context.stateByteCountMax)
        var best: (method: any SimulationMethod, cost: MethodCost)?
        var (reason, leastByteCount): (String?, Int?) = (nil, nil)
        for method in methods where asked == .automatic || method.name == asked {
            switch method.assess(task, in: context) {
            case .unsuitable(let why): reason = reason ?? why
            case .suitable(let cost):
                leastByteCount = min(cost.byteCount, leastByteCount ?? .max)
                if cost.byteCount <= byteCountMax, cost.nanoseconds < best?.cost.nanoseconds ?? .infinity {
                    best = (method, cost)
                }
            }
            if let best, best.cost.nanoseconds < Self.negligibleNanoseconds { break }
        }
        if let best {
            (self.method, self.cost) = best
            return
        }
        guard let leastByteCount else {
            throw SimulatorError(
                .methodUnsuitable, reason ?? "The simulator does not have the method that was asked for.",
                context: ["circuit": String(task.stream), "method": asked.text])
        }
        let fit = Self.qubitCountMax(of: asked, precision: task.precision, byteCountMax: byteCountMax)
        throw SimulatorError(
            .tooLarge, "The state of the circuit does not fit the memory that the simulator may use.",
            context: [
                "circuit": String(task.stream), "method": asked.text, "fitting_qubits": String(fit),
                "bytes": leastByteCount == .max ? "beyond 64 bits" : String(leastByteCount),
                "limit": String(byteCountMax),
            ])
    }

    /// How many qubits in use fit the memory, whatever the circuit does with them.
    static func qubitCountMax(of name: MethodName, precision: Precision, byteCountMax: Int) -> Int {
        let amplitudeByteCount = precision == .single ? 8 : 16
        guard byteCountMax >= amplitudeByteCount else { return 0 }
        let exponent =
            (byteCountMax / amplitudeByteCount).bitWidth - 1
            - (byteCountMax / amplitudeByteCount).leadingZeroBitCount
        switch name {
        case .densityMatrix, .unitary: return exponent / 2
        case .automatic, .stateVector, .stabilizer, .matrixProductState: return exponent
        }
    }
}
