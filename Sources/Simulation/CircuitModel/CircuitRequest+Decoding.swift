extension CircuitRequest {
    /// Decodes distrusted bytes.
    ///
    /// - Throws: ``CircuitFormatError`` with the field, the byte and the circuit at fault.
    package init(bytes: [UInt8], limits: CircuitLimits) throws(CircuitFormatError) {
        guard bytes.count <= limits.requestByteCountMax else {
            throw CircuitFormatError(
                .overLimit, field: "request bytes", byteOffset: 0, found: bytes.count,
                limit: limits.requestByteCountMax)
        }
        // Typed throws do not pass through `withUnsafeBytes` of an array; a Result does.
        let decoded = bytes.withUnsafeBytes { pointer -> Result<CircuitRequest, CircuitFormatError> in
            do throws(CircuitFormatError) {
                return .success(try CircuitRequest(reader: ByteReader(pointer), limits: limits))
            } catch {
                return .failure(error)
            }
        }
        self = try decoded.get()
    }

    private init(reader: ByteReader, limits: CircuitLimits) throws(CircuitFormatError) {
        var reader = reader
        let flags = try Self.readHeader(&reader)
        let circuitCount = Int(try reader.readUInt32("circuits"))
        let shotCount = Int(try reader.readUInt32("shots"))
        let seed = try reader.readUInt64("seed")
        guard circuitCount >= 1 else { throw CircuitFormatError(.badValue, field: "circuits", byteOffset: 8) }
        guard circuitCount <= limits.circuitCountMax else {
            throw CircuitFormatError(
                .tooManyCircuits, field: "circuits", byteOffset: 8, found: circuitCount,
                limit: limits.circuitCountMax)
        }
        guard shotCount >= 1 else { throw CircuitFormatError(.badValue, field: "shots", byteOffset: 12) }
        guard shotCount <= limits.shotCountMax else {
            throw CircuitFormatError(
                .tooManyShots, field: "shots", byteOffset: 12, found: shotCount, limit: limits.shotCountMax)
        }
        let circuitByteCountMin = Self.circuitHeaderByteCount + 4
        guard circuitCount <= reader.remaining / circuitByteCountMin else {
            throw CircuitFormatError(.truncated, field: "circuits", byteOffset: reader.offset)
        }
        self.init(
            circuits: [], shotCount: shotCount, seed: seed, returnsMemory: flags & Self.returnsMemoryFlag != 0
        )
        self.circuits.reserveCapacity(circuitCount)
        var instructionBudget = limits.instructionCountMax
        for index in 0..<circuitCount {
            do throws(CircuitFormatError) {
                let circuit = try Self.readCircuit(
                    &reader, limits: limits, instructionBudget: &instructionBudget)
                self.circuits.append(circuit)
            } catch {
                var located = error
                located.circuitIndex = index
                throw located
            }
        }
        guard reader.remaining == 0 else {
            throw CircuitFormatError(
                .leftOver, field: "bytes after the last circuit", byteOffset: reader.offset)
        }
    }

    /// Checks magic and version; returns the flags.
    private static func readHeader(_ reader: inout ByteReader) throws(CircuitFormatError) -> UInt16 {
        let magic = try reader.readUInt32("magic")
        guard magic == Self.magic.reversed().reduce(0, { $0 << 8 | UInt32($1) }) else {
            throw CircuitFormatError(.wrongMagic, field: "magic", byteOffset: 0)
        }
        guard try reader.readUInt16("version") == Self.version else {
            throw CircuitFormatError(.unknownVersion, field: "version", byteOffset: 4)
        }
        let flags = try reader.readUInt16("flags")
        guard flags & ~Self.returnsMemoryFlag == 0 else {
            throw CircuitFormatError(.reservedNotZero, field: "flags", byteOffset: 6)
        }
        return flags
    }

    private static func readCircuit(
        _ reader: inout ByteReader, limits: CircuitLimits, instructionBudget: inout Int
    ) throws(CircuitFormatError) -> Circuit {
        let byteCount = Int(try reader.readUInt32("circuit byte count"))
        var body = try reader.readSlice(byteCount: byteCount, "circuit")
        let start = body.offset
        let qubitCount = Int(try body.readUInt32("qubits"))
        let clbitCount = Int(try body.readUInt32("clbits"))
        let wordCount = Int(try body.readUInt32("words"))
        let parameterCount = Int(try body.readUInt32("parameters"))
        let globalPhase = try body.readDouble("phase")
        for (field, offset, found, limit) in [
            ("qubits", 0, qubitCount, limits.declaredQubitCountMax),
            ("clbits", 4, clbitCount, limits.clbitCountMax),
        ] where found > limit {
            throw CircuitFormatError(
                .overLimit, field: field, byteOffset: start + offset, found: found, limit: limit)
        }
        guard globalPhase.isFinite else {
            throw CircuitFormatError(.notFinite, field: "phase", byteOffset: start + 16)
        }
        guard 4 * wordCount + 8 * parameterCount <= body.remaining else {
            throw CircuitFormatError(.truncated, field: "words and parameters", byteOffset: body.offset)
        }
        guard 4 * wordCount + 8 * parameterCount == body.remaining else {
            throw CircuitFormatError(.leftOver, field: "circuit byte count", byteOffset: start - 4)
        }
        let words = try body.readSlice(byteCount: 4 * wordCount, "words")
        var circuit = Circuit(qubitCount: qubitCount, clbitCount: clbitCount, globalPhase: globalPhase)
        circuit.parameters = try Self.readParameters(&body, count: parameterCount)
        var decoder = InstructionDecoder(
            words: words, circuit: circuit, limits: limits, instructionBudget: instructionBudget)
        circuit = try decoder.decode()
        instructionBudget = decoder.instructionBudget
        return circuit
    }

    private static func readParameters(
        _ body: inout ByteReader, count: Int
    ) throws(CircuitFormatError) -> [Double] {
        var parameters: [Double] = []
        parameters.reserveCapacity(count)
        for _ in 0..<count {
            let value = try body.readDouble("parameter")
            guard value.isFinite else {
                throw CircuitFormatError(.notFinite, field: "parameter", byteOffset: body.offset - 8)
            }
            parameters.append(value)
        }
        return parameters
    }
}
