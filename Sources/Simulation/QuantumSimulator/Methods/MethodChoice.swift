import CircuitModel

/// Which method runs a task: of those that can and that fit the memory, the cheapest.
struct MethodChoice {
    struct Candidate {
        var name: MethodName
        var assessment: MethodAssessment
    }

    /// Which of the candidates it is.
    let index: Int
    let cost: MethodCost

    /// - Parameters:
    ///   - asked: The method asked for; ``MethodName/automatic`` leaves it to the cost.
    ///   - byteCountMax: Memory that all runs together may use.
    ///   - runIndex: Place of the run in its request, for the errors.
    /// - Throws: ``SimulatorError/Code/methodUnsuitable`` with the reason,
    ///   ``SimulatorError/Code/tooLarge`` with how many qubits fit.
    init(
        among candidates: [Candidate], asked: MethodName, byteCountMax: Int, precision: Precision,
        runIndex: Int
    ) throws(SimulatorError) {
        var best: (index: Int, cost: MethodCost)?
        var (reason, leastByteCount): (String?, Int?) = (nil, nil)
        for (index, candidate) in candidates.enumerated() {
            let isAsked = asked == .automatic ? candidate.name != .unitary : candidate.name == asked
            guard isAsked else { continue }
            switch candidate.assessment {
            case .unsuitable(let why): reason = reason ?? why
            case .suitable(let cost):
                leastByteCount = min(cost.byteCount, leastByteCount ?? .max)
                if cost.byteCount <= byteCountMax, cost.nanoseconds < best?.cost.nanoseconds ?? .infinity {
                    best = (index, cost)
                }
            }
        }
        if let best {
            (self.index, self.cost) = best
            return
        }
        guard let leastByteCount else {
            throw SimulatorError(
                .methodUnsuitable, reason ?? "The simulator does not have the method that was asked for.",
                context: ["circuit": String(runIndex), "method": asked.text])
        }
        let fit = Self.qubitCountMax(of: asked, precision: precision, byteCountMax: byteCountMax)
        throw SimulatorError(
            .tooLarge, "The state of the circuit does not fit the memory that the simulator may use.",
            context: [
                "circuit": String(runIndex), "fitting_qubits": String(fit),
                "bytes": leastByteCount == .max ? "beyond 64 bits" : String(leastByteCount),
                "limit": String(byteCountMax),
            ])
    }

    /// How many qubits in use fit the memory, whatever the circuit does with them.
    static func qubitCountMax(of name: MethodName, precision: Precision, byteCountMax: Int) -> Int {
        let amplitudeByteCount = precision == .single ? 8 : 16
        guard byteCountMax >= amplitudeByteCount else { return 0 }
        let exponent = (byteCountMax / amplitudeByteCount).bitWidth - 1
            - (byteCountMax / amplitudeByteCount).leadingZeroBitCount
        switch name {
        case .densityMatrix, .unitary: return exponent / 2
        case .automatic, .stateVector, .stabilizer, .matrixProductState: return exponent
        }
    }
}
