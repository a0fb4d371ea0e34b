package import CircuitModel
import StateVector

/// Runs circuit requests on state vectors.
///
/// A run is synchronous, on the caller's thread, and holds nothing afterwards; any number may run at once, each
/// within the limits. The same request under the same limits gives the same reply, byte for byte.
package struct SimulatorEngine: Sendable {
    package let limits: SimulatorLimits

    package init(limits: SimulatorLimits = SimulatorLimits()) {
        self.limits = limits
    }

    /// Decodes, runs and answers a ``CircuitRequest``.
    ///
    /// - Returns: A ``CircuitReply`` in packed form.
    /// - Throws: ``SimulatorError``; one bad circuit fails the whole request, and is named.
    package func run(request: [UInt8], cancellation: CancellationFlag) throws(SimulatorError) -> [UInt8] {
        let decoded: CircuitRequest
        do throws(CircuitFormatError) {
            decoded = try CircuitRequest(bytes: request, limits: self.limits.circuits)
        } catch {
            throw SimulatorError(error)
        }
        return try self.run(decoded, cancellation: cancellation).encoded()
    }

    package func run(_ request: CircuitRequest, cancellation: CancellationFlag) throws(SimulatorError)
        -> CircuitReply
    {
        try self.checkReplySize(of: request)
        // All are looked at first: a batch that cannot finish does not start.
        for (index, circuit) in request.circuits.enumerated() {
            try self.checkStateSize(ProgramCompiler.activeQubitCount(of: circuit), circuitIndex: index)
        }
        var reply = CircuitReply(
            shotCount: request.shotCount, seed: request.seed, hasMemory: request.returnsMemory)
        for (index, circuit) in request.circuits.enumerated() {
            try cancellation.check()
            let program = ProgramCompiler.program(of: circuit)
            var run = ProgramRun(
                program: program, random: PhiloxRandom(seed: request.seed, stream: UInt64(index)),
                recordsMemory: request.returnsMemory, cancellation: cancellation)
            let stateCountMax = self.limits.stateByteCountMax >> (program.activeQubitCount + 4)
            reply.outcomes.append(
                try run.run(shotCount: request.shotCount, stateCountMax: stateCountMax))
        }
        return reply
    }

    /// The final amplitudes of a circuit of gates alone, global phase included.
    ///
    /// - Returns: Real and imaginary part of each amplitude, by index, every declared qubit having its bit.
    /// - Throws: ``SimulatorError/Code/unsupported`` where the circuit measures, resets or tests.
    package func amplitudes(
        of circuit: Circuit, cancellation: CancellationFlag
    ) throws(SimulatorError) -> [Double] {
        try self.checkStateSize(circuit.qubitCount, circuitIndex: 0)
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

    /// Refuses a circuit whose amplitudes, 16 bytes each, do not fit.
    private func checkStateSize(_ qubitCount: Int, circuitIndex: Int) throws(SimulatorError) {
        let byteCount = StateVector.byteCount(qubitCount: qubitCount)
        if let byteCount, byteCount <= self.limits.stateByteCountMax { return }
        throw SimulatorError(
            .tooLarge, "The state of the circuit does not fit the memory that the simulator may use.",
            context: [
                "circuit": String(circuitIndex), "qubits": String(qubitCount),
                "bytes": byteCount.map { String($0) } ?? "16 * 2^\(qubitCount)",
                "limit": String(self.limits.stateByteCountMax),
            ])
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
