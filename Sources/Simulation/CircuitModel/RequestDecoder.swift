/// Reads a whole request; see ``CircuitRequest``.
struct RequestDecoder {
    private var reader: ByteReader
    private let reading: RequestReading
    private let limits: CircuitLimits
    private var instructionBudget: Int
    private var formulaBudget: Int

    init(_ reader: ByteReader, _ reading: RequestReading) {
        self.reader = reader
        self.reading = reading
        self.limits = reading.limits
        self.instructionBudget = reading.limits.instructionCountMax
        self.formulaBudget = reading.limits.formulaValueCountMax
    }

    mutating func decode(_ slots: inout StructureSlots) throws(CircuitFormatError) -> CircuitRequest {
        let options = try self.readOptions()
        // The least that a structure and a run take.
        let structureCount = try self.readCount("structures", byteCountMin: 20)
        let runCount = try self.readCount("runs", byteCountMin: 16)
        var structures: [CircuitStructure] = []
        structures.reserveCapacity(structureCount)
        for index in 0..<structureCount {
            do throws(CircuitFormatError) {
                structures.append(try self.readStructure(&slots))
            } catch {
                var located = error
                located.structureIndex = index
                throw located
            }
        }
        var runs: [CircuitRun] = []
        runs.reserveCapacity(runCount)
        for index in 0..<runCount {
            do throws(CircuitFormatError) {
                runs.append(try self.readRun(of: structures, shotCount: options.shotCount))
            } catch {
                var located = error
                located.circuitIndex = index
                throw located
            }
        }
        guard self.reader.remaining == 0 else { throw self.error(.leftOver, "bytes after the last run") }
        return CircuitRequest(options: options, structures: structures, runs: runs)
    }

    /// Goes from structure to structure until one is a text.
    mutating func findsText() throws(CircuitFormatError) -> Bool {
        let fixedByteCount = 36
        _ = try self.reader.readSlice(byteCount: fixedByteCount, "options")
        _ = try self.reader.readSlice(byteCount: Int(try self.reader.readUInt16("backend")), "backend")
        _ = try self.reader.readSlice(
            byteCount: Int(try self.reader.readUInt32("noise model")), "noise model")
        let structureCount = try self.reader.readUInt32("structures")
        _ = try self.reader.readUInt32("runs")
        for _ in 0..<structureCount {
            let byteCount = Int(try self.reader.readUInt32("structure byte count"))
            var structure = try self.reader.readSlice(byteCount: byteCount, "structure")
            if try structure.readUInt8("kind") == Opcode.Structure.openQASM { return true }
        }
        return false
    }

    // MARK: - Options

    private mutating func readOptions() throws(CircuitFormatError) -> RunOptions {
        guard try self.reader.readUInt32("magic") == CircuitRequest.magicNumber else {
            throw CircuitFormatError(.wrongMagic, field: "magic", byteOffset: 0)
        }
        guard try self.reader.readUInt16("version") == CircuitRequest.version else {
            throw CircuitFormatError(.unknownVersion, field: "version", byteOffset: 4)
        }
        let flags = try self.reader.readUInt16("flags")
        guard flags <= 1 else { throw CircuitFormatError(.reservedNotZero, field: "flags", byteOffset: 6) }
        let shotCount = Int(try self.reader.readUInt32("shots"))
        guard shotCount <= self.limits.shotCountMax else {
            throw CircuitFormatError(
                .tooManyShots, field: "shots", byteOffset: 8, found: shotCount,
                limit: self.limits.shotCountMax)
        }
        let seed = try self.reader.readUInt64("seed")
        var options = RunOptions(shotCount: shotCount, seed: seed, returnsMemory: flags == 1)
        guard let method = MethodName(rawValue: try self.reader.readUInt8("method")) else {
            throw self.error(.badValue, "method")
        }
        guard let precision = Precision(rawValue: try self.reader.readUInt8("precision")) else {
            throw self.error(.badValue, "precision")
        }
        options.method = method
        options.precision = precision
        try self.readDetails(of: &options)
        return options
    }

    private mutating func readDetails(of options: inout RunOptions) throws(CircuitFormatError) {
        let noise = try self.reader.readUInt8("noise")
        guard noise <= 2 else { throw self.error(.badValue, "noise") }
        guard try self.reader.readUInt8("reserved") == 0 else {
            throw self.error(.reservedNotZero, "reserved")
        }
        let bondDimension = Int(try self.reader.readUInt32("bond dimension"))
        options.bondDimensionMax = bondDimension == 0 ? nil : bondDimension
        options.truncationThreshold = try self.reader.readDouble("truncation")
        guard options.truncationThreshold >= 0, options.truncationThreshold.isFinite else {
            throw self.error(.badValue, "truncation")
        }
        let backendByteCount = Int(try self.reader.readUInt16("backend"))
        options.backend = try self.readText(byteCount: backendByteCount, "backend")
        let modelByteCount = Int(try self.reader.readUInt32("noise model"))
        guard (modelByteCount > 0) == (noise == 2) else { throw self.error(.badValue, "noise model") }
        switch noise {
        case 0: options.noise = .ofBackend
        case 1: options.noise = .none
        default: options.noise = .model(try self.readText(byteCount: modelByteCount, "noise model"))
        }
    }

    private mutating func readText(
        byteCount: Int, _ field: String
    ) throws(CircuitFormatError) -> String {
        guard byteCount > 0 else { return "" }
        let bytes = try self.reader.readBytes(byteCount: byteCount, field)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw self.error(.badValue, field)
        }
        return text
    }

    private mutating func readCount(
        _ field: String, byteCountMin: Int
    ) throws(CircuitFormatError) -> Int {
        let count = Int(try self.reader.readUInt32(field))
        guard count >= 1 else { throw self.error(.badValue, field) }
        guard count <= self.limits.circuitCountMax else {
            throw self.error(.tooManyCircuits, field, found: count, limit: self.limits.circuitCountMax)
        }
        guard count <= self.reader.remaining / byteCountMin else { throw self.error(.truncated, field) }
        return count
    }

    // MARK: - Structures

    private mutating func readStructure(
        _ slots: inout StructureSlots
    ) throws(CircuitFormatError) -> CircuitStructure {
        let byteCount = Int(try self.reader.readUInt32("structure byte count"))
        guard byteCount <= self.reader.remaining else { throw self.error(.truncated, "structure") }
        let end = self.reader.remaining - byteCount
        let kind = try self.reader.readUInt8("kind")
        let reserved =
            UInt16(try self.reader.readUInt8("reserved")) | (try self.reader.readUInt16("reserved"))
        guard reserved == 0 else { throw self.error(.reservedNotZero, "reserved") }
        let slot = try self.reader.readUInt32("slot")
        let hash = try self.reader.readUInt64("hash")
        let structure: CircuitStructure
        switch kind {
        case Opcode.Structure.packed: structure = try self.readPacked(end: end)
        case Opcode.Structure.openQASM: structure = try self.readOpenQASM(end: end)
        case Opcode.Structure.held:
            guard self.reader.remaining == end else { throw self.error(.leftOver, "structure byte count") }
            guard let held = slots[slot, hash: hash] else {
                throw self.error(.unknownStructure, "slot", found: Int(slot))
            }
            return held
        default: throw self.error(.badValue, "kind", found: Int(kind))
        }
        if slot != StructurePlacement.noSlot {
            slots.hold(structure, byteCount: byteCount, in: slot, hash: hash)
        }
        return structure
    }

    private mutating func readPacked(end: Int) throws(CircuitFormatError) -> CircuitStructure {
        let start = self.reader.offset
        let qubitCount = Int(try self.reader.readUInt32("qubits"))
        let clbitCount = Int(try self.reader.readUInt32("clbits"))
        let variableCount = Int(try self.reader.readUInt32("variables"))
        let wordCount = Int(try self.reader.readUInt32("words"))
        let numberCount = Int(try self.reader.readUInt32("numbers"))
        let constantCount = Int(try self.reader.readUInt32("constants"))
        try self.check(qubitCount, "qubits", start, limit: self.limits.declaredQubitCountMax)
        try self.check(clbitCount, "clbits", start + 4, limit: self.limits.clbitCountMax)
        try self.check(variableCount, "variables", start + 8, limit: self.limits.variableCountMax)
        let byteCount = 4 * (variableCount + wordCount) + 8 * constantCount
        guard byteCount == self.reader.remaining - end else {
            throw self.error(
                byteCount > self.reader.remaining - end ? .truncated : .leftOver, "structure byte count")
        }
        var variables: [ClassicalType] = []
        variables.reserveCapacity(variableCount)
        for _ in 0..<variableCount {
            guard let type = ClassicalType(code: try self.reader.readUInt32("variable type")) else {
                throw self.error(.badValue, "variable type")
            }
            variables.append(type)
        }
        let wordOffset = self.reader.offset
        let words = try self.reader.readBytes(byteCount: 4 * wordCount, "words")
        var decoder = StructureDecoder(
            words: WordReader(words, byteOffset: wordOffset),
            constants: try self.reader.readSlice(byteCount: 8 * constantCount, "constants"),
            qubitCount: qubitCount, clbitCount: clbitCount, variables: variables,
            parameterCount: numberCount, limits: self.limits, instructionBudget: self.instructionBudget)
        let structure = try decoder.decode()
        self.instructionBudget = decoder.instructionBudget
        return structure
    }

    private func check(
        _ found: Int, _ field: String, _ byteOffset: Int, limit: Int
    ) throws(CircuitFormatError) {
        guard found <= limit else {
            throw CircuitFormatError(
                .overLimit, field: field, byteOffset: byteOffset, found: found, limit: limit)
        }
    }

    private mutating func readOpenQASM(end: Int) throws(CircuitFormatError) -> CircuitStructure {
        let byteCount = Int(try self.reader.readUInt32("text byte count"))
        guard byteCount == self.reader.remaining - end else {
            throw self.error(
                byteCount > self.reader.remaining - end ? .truncated : .leftOver, "structure byte count")
        }
        let text = try self.readText(byteCount: byteCount, "text")
        do throws(CircuitTextError) {
            return try self.reading.readText(text)
        } catch {
            var located = self.error(.unreadableText, "text")
            located.text = error
            throw located
        }
    }

    // MARK: - Runs

    private mutating func readRun(
        of structures: [CircuitStructure], shotCount: Int
    ) throws(CircuitFormatError) -> CircuitRun {
        let index = Int(try self.reader.readUInt32("structure"))
        guard index < structures.count else {
            throw self.error(.indexOutOfRange, "structure", found: index, limit: structures.count)
        }
        let count = Int(try self.reader.readUInt32("numbers"))
        let expected = structures[index].numberCount + 1
        guard count == expected else { throw self.error(.badValue, "numbers", found: count, limit: expected) }
        guard shotCount > 0 || !structures[index].needsShots else { throw self.error(.badValue, "shots") }
        self.formulaBudget -= structures[index].formulas?.count ?? 0
        guard self.formulaBudget >= 0 else {
            throw self.error(.overLimit, "parameters", limit: self.limits.formulaValueCountMax)
        }
        let offset = self.reader.offset
        let bytes = try self.reader.readBytes(byteCount: 8 * count, "numbers")
        let globalPhase = Self.number(at: 0, in: bytes)
        // Zero times a number is zero, times an infinite one or none it is not: no branch for each of them.
        var doubt = 0 * globalPhase
        let numbers = [Double](unsafeUninitializedCapacity: count - 1) { buffer, initializedCount in
            for place in 1..<count {
                let number = Self.number(at: place, in: bytes)
                doubt += 0 * number
                buffer.initializeElement(at: place - 1, to: number)
            }
            initializedCount = count - 1
        }
        guard doubt == 0 else {
            let place = numbers.firstIndex { !$0.isFinite }
            throw CircuitFormatError(
                .notFinite, field: place == nil ? "global phase" : "numbers",
                byteOffset: offset + 8 * ((place ?? -1) + 1),
                gate: place.flatMap { structures[index].gate(takingNumber: $0) })
        }
        try structures[index].checkMatrices(in: numbers, byteOffset: offset)
        return CircuitRun(structureIndex: index, globalPhase: globalPhase, numbers: numbers)
    }

    private static func number(at index: Int, in bytes: UnsafeRawBufferPointer) -> Double {
        Double(
            bitPattern: UInt64(
                littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self)))
    }

    @inline(never)
    private func error(
        _ reason: CircuitFormatError.Reason, _ field: String, found: Int? = nil, limit: Int? = nil
    ) -> CircuitFormatError {
        CircuitFormatError(
            reason, field: field, byteOffset: self.reader.offset, found: found, limit: limit)
    }
}
