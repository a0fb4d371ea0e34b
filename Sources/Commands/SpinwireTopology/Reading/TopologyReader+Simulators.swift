import CircuitModel
import NoiseModel
import OpenQASM

extension TopologyReader {
    /// Reads the limits among the keys of `simulators[]`.
    func simulatorLimits(_ reader: MappingReader) -> SimulatorLimitsSection {
        var limits = SimulatorLimitsSection()
        func count(
            _ key: String, _ path: WritableKeyPath<SimulatorLimitsSection, Int>, in range: ClosedRange<Int>
        ) {
            limits[keyPath: path] = reader.integer(key, otherwise: limits[keyPath: path], in: range)
        }
        func byteCount(
            _ key: String, _ path: WritableKeyPath<SimulatorLimitsSection, Int>, in range: ClosedRange<Int>
        ) {
            limits[keyPath: path] = reader.byteCount(key, otherwise: limits[keyPath: path], in: range)
        }
        count("connection_count_max", \.connectionCountMax, in: 1...1_000_000)
        count("queued_request_count_max", \.queuedRequestCountMax, in: 1...1_000_000)
        count("connection_request_count_max", \.connectionRequestCountMax, in: 1...1_000_000)
        byteCount("queued_byte_count_max", \.queuedByteCountMax, in: 64 << 10...1 << 44)
        byteCount("request_byte_count_max", \.requestByteCountMax, in: 64 << 10...1 << 32)
        byteCount("reply_byte_count_max", \.replyByteCountMax, in: 64 << 10...1 << 36)
        byteCount("committed_byte_count_max", \.committedByteCountMax, in: 1 << 20...1 << 50)
        count("held_structure_count_max", \.heldStructureCountMax, in: 0...1_000_000)
        byteCount("held_structure_byte_count_max", \.heldStructureByteCountMax, in: 0...1 << 40)
        byteCount("reserved_byte_count", \.reservedByteCount, in: 0...1 << 44)
        byteCount("uncounted_state_byte_count_max", \.uncountedStateByteCountMax, in: 0...1 << 30)
        byteCount("unread_reply_byte_count_max", \.unreadReplyByteCountMax, in: 1 << 20...1 << 36)
        count("round_count_max", \.roundCountMax, in: 1...1_000_000_000)
        count("unasked_bond_dimension_max", \.unaskedBondDimensionMax, in: 1...1 << 20)
        count("shot_count_max", \.circuits.shotCountMax, in: 1...1_000_000_000)
        count("unread_reply_count_max", \.unreadReplyCountMax, in: 16...10_000_000)
        byteCount("short_state_byte_count_max", \.shortStateByteCountMax, in: 0...1 << 24)
        byteCount("short_request_byte_count_max", \.shortRequestByteCountMax, in: 0...1 << 20)
        func duration(
            _ key: String, _ path: WritableKeyPath<SimulatorLimitsSection, Duration>,
            in range: ClosedRange<Duration>
        ) {
            limits[keyPath: path] = reader.duration(key, otherwise: limits[keyPath: path], in: range)
        }
        duration("turn_duration", \.turnDuration, in: .microseconds(10) ... .seconds(10))
        duration("short_duration_max", \.shortDurationMax, in: .zero ... .milliseconds(10))
        duration("short_turn_duration_max", \.shortTurnDurationMax, in: .microseconds(10) ... .seconds(1))
        limits.expressDurations = reader.durations(
            "express_durations", otherwise: limits.expressDurations, countMax: 16,
            in: .microseconds(100) ... .seconds(3600))
        duration("silence_duration_max", \.silenceDurationMax, in: .seconds(2) ... .seconds(3600))
        self.readInstructionCount(reader, &limits)
        self.readCircuitLimits(reader.mapping("circuit_limits"), &limits)
        self.readProgramLimits(reader.mapping("openqasm_limits"), &limits)
        self.readNoiseLimits(reader.mapping("noise_limits"), &limits)
        return limits
    }

    private func readInstructionCount(_ reader: MappingReader, _ limits: inout SimulatorLimitsSection) {
        let count = reader.integer(
            "instruction_count_max", otherwise: limits.circuits.instructionCountMax,
            in: 1000...1_000_000_000)
        limits.circuits.instructionCountMax = count
        limits.programs.instructionCountMax = count
    }

    /// Reads `simulators[].circuit_limits`. What they say of a circuit holds for one that comes as a text, too.
    ///
    /// Depths and the widths of gates can only be lowered: stacks and scratch memory are made for the defaults.
    private func readCircuitLimits(_ reader: MappingReader, _ limits: inout SimulatorLimitsSection) {
        func count(_ key: String, _ path: WritableKeyPath<CircuitLimits, Int>, in range: ClosedRange<Int>) {
            limits.circuits[keyPath: path] = reader.integer(
                key, otherwise: limits.circuits[keyPath: path], in: range)
        }
        let most = CircuitLimits()
        count("circuit_count_max", \.circuitCountMax, in: 1...10_000_000)
        count("qubit_count_max", \.declaredQubitCountMax, in: 1...16_384)
        count("clbit_count_max", \.clbitCountMax, in: 0...65_536)
        count("variable_count_max", \.variableCountMax, in: 0...65_536)
        count("formula_value_count_max", \.formulaValueCountMax, in: 0...1_000_000_000)
        count("nesting_depth_max", \.nestingDepthMax, in: 1...most.nestingDepthMax)
        count("expression_depth_max", \.expressionDepthMax, in: 1...most.expressionDepthMax)
        count("unitary_qubit_count_max", \.unitaryQubitCountMax, in: 1...most.unitaryQubitCountMax)
        count("diagonal_qubit_count_max", \.diagonalQubitCountMax, in: 1...most.diagonalQubitCountMax)
        count("control_count_max", \.addedControlCountMax, in: 0...most.addedControlCountMax)
        count("saved_qubit_count_max", \.savedQubitCountMax, in: 1...most.savedQubitCountMax)
        count("saved_amplitude_count_max", \.savedAmplitudeCountMax, in: 1...1 << 30)
        count("observable_term_count_max", \.observableTermCountMax, in: 1...1 << 30)
        reader.finish()
        limits.programs.qubitCountMax = limits.circuits.declaredQubitCountMax
        limits.programs.clbitCountMax = limits.circuits.clbitCountMax
        limits.programs.variableCountMax = limits.circuits.variableCountMax
        limits.programs.controlCountMax = limits.circuits.addedControlCountMax
    }

    /// Reads `simulators[].openqasm_limits`.
    private func readProgramLimits(_ reader: MappingReader, _ limits: inout SimulatorLimitsSection) {
        func count(_ key: String, _ path: WritableKeyPath<OpenQASMLimits, Int>, in range: ClosedRange<Int>) {
            limits.programs[keyPath: path] = reader.integer(
                key, otherwise: limits.programs[keyPath: path], in: range)
        }
        count("token_count_max", \.tokenCountMax, in: 1...1_000_000_000)
        count("nesting_depth_max", \.nestingDepthMax, in: 1...OpenQASMLimits().nestingDepthMax)
        count("input_count_max", \.inputCountMax, in: 0...10_000_000)
        count("step_count_max", \.stepCountMax, in: 1...1_000_000_000)
        count("unfolded_round_count_max", \.unfoldedRoundCountMax, in: 0...100_000_000)
        count("primitive_count_max", \.primitiveCountMax, in: 1...100_000_000)
        reader.finish()
    }

    /// Reads `simulators[].noise_limits`. Depths and the widths of errors can only be lowered.
    private func readNoiseLimits(_ reader: MappingReader, _ limits: inout SimulatorLimitsSection) {
        func count(_ key: String, _ path: WritableKeyPath<NoiseLimits, Int>, in range: ClosedRange<Int>) {
            limits.noise[keyPath: path] = reader.integer(
                key, otherwise: limits.noise[keyPath: path], in: range)
        }
        let most = NoiseLimits()
        limits.noise.byteCountMax = reader.byteCount(
            "byte_count_max", otherwise: limits.noise.byteCountMax, in: 1 << 10...1 << 32)
        count("nesting_depth_max", \.depthMax, in: 1...most.depthMax)
        count("error_count_max", \.errorCountMax, in: 1...10_000_000)
        count("term_count_max", \.termCountMax, in: 1...10_000_000)
        count("operation_count_max", \.operationCountMax, in: 1...1_000_000)
        count("error_qubit_count_max", \.errorQubitCountMax, in: 1...most.errorQubitCountMax)
        count("kraus_count_max", \.krausCountMax, in: 1...4096)
        count("location_count_max", \.locationCountMax, in: 1...10_000_000)
        count("qubit_count_max", \.qubitCountMax, in: 1...16_384)
        reader.finish()
    }
}
