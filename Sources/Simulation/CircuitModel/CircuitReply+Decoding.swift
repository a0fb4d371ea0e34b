extension CircuitReply {
    /// Decodes distrusted bytes.
    ///
    /// - Throws: ``CircuitFormatError`` with the field, the byte and the circuit at fault.
    package init(bytes: [UInt8]) throws(CircuitFormatError) {
        let decoded = bytes.withUnsafeBytes { pointer -> Result<CircuitReply, CircuitFormatError> in
            do throws(CircuitFormatError) {
                return .success(try CircuitReply(reader: ByteReader(pointer)))
            } catch {
                return .failure(error)
            }
        }
        self = try decoded.get()
    }

    private init(reader: ByteReader) throws(CircuitFormatError) {
        var reader = reader
        let magic = try reader.readUInt32("magic")
        guard magic == Self.magicNumber else {
            throw CircuitFormatError(.wrongMagic, field: "magic", byteOffset: 0)
        }
        guard try reader.readUInt16("version") == Self.version else {
            throw CircuitFormatError(.unknownVersion, field: "version", byteOffset: 4)
        }
        let flags = try reader.readUInt16("flags")
        guard flags & ~Self.hasMemoryFlag == 0 else {
            throw CircuitFormatError(.reservedNotZero, field: "flags", byteOffset: 6)
        }
        let circuitCount = Int(try reader.readUInt32("runs"))
        let shotCount = Int(try reader.readUInt32("shots"))
        let seed = try reader.readUInt64("seed")
        self.init(
            shotCount: shotCount, seed: seed, hasMemory: flags & Self.hasMemoryFlag != 0,
            decodeNanoseconds: try reader.readUInt64("decoding"))
        for index in 0..<circuitCount {
            do throws(CircuitFormatError) {
                self.outcomes.append(try self.readOutcome(&reader))
            } catch {
                var located = error
                located.circuitIndex = index
                throw located
            }
        }
        guard reader.remaining == 0 else {
            throw CircuitFormatError(
                .leftOver, field: "bytes after the last outcome", byteOffset: reader.offset)
        }
    }

    private func readOutcome(_ reader: inout ByteReader) throws(CircuitFormatError) -> CircuitOutcome {
        let byteCount = Int(try reader.readUInt32("outcome byte count"))
        var body = try reader.readSlice(byteCount: byteCount, "outcome")
        let start = body.offset
        let clbitCount = Int(try body.readUInt32("clbits"))
        let keyByteCount = Int(try body.readUInt32("key bytes"))
        let distinctCount = Int(try body.readUInt32("distinct"))
        guard keyByteCount == CircuitOutcome.keyByteCount(clbitCount: clbitCount) else {
            throw CircuitFormatError(
                .badValue, field: "key bytes", byteOffset: start + 4, found: keyByteCount)
        }
        let (report, savedCount) = try Self.readReport(&body)
        let memoryKeyCount = self.hasMemory ? self.shotCount : 0
        // Each count is below 2^32, so no product overflows.
        guard distinctCount * (keyByteCount + 4) + memoryKeyCount * keyByteCount <= body.remaining else {
            throw CircuitFormatError(.truncated, field: "outcome byte count", byteOffset: start - 4)
        }
        var outcome = CircuitOutcome(clbitCount: clbitCount)
        outcome.report = report
        outcome.keys = try Self.readKeys(&body, count: distinctCount, byteCount: keyByteCount)
        outcome.counts.reserveCapacity(distinctCount)
        for _ in 0..<distinctCount { outcome.counts.append(try body.readUInt32("count")) }
        outcome.memory = try Self.readKeys(&body, count: memoryKeyCount, byteCount: keyByteCount)
        guard savedCount <= body.remaining / 4 else {
            throw CircuitFormatError(.truncated, field: "saved", byteOffset: body.offset)
        }
        for _ in 0..<savedCount { outcome.saved.append(try Self.readSavedValue(&body)) }
        guard body.remaining == 0 else {
            throw CircuitFormatError(.leftOver, field: "outcome byte count", byteOffset: start - 4)
        }
        return outcome
    }

    private static func readReport(
        _ body: inout ByteReader
    ) throws(CircuitFormatError) -> (report: RunReport, savedCount: Int) {
        let offset = body.offset
        let method = MethodName(rawValue: try body.readUInt8("method"))
        let precision = Precision(rawValue: try body.readUInt8("precision"))
        guard let method, method != .automatic, let precision else {
            throw CircuitFormatError(.badValue, field: "method and precision", byteOffset: offset)
        }
        guard try body.readUInt16("reserved") == 0 else {
            throw CircuitFormatError(.reservedNotZero, field: "reserved", byteOffset: offset + 2)
        }
        var report = RunReport(
            method: method, precision: precision, activeQubitCount: Int(try body.readUInt32("qubits")))
        let savedCount = Int(try body.readUInt32("saved"))
        report.planNanoseconds = try body.readUInt64("planning")
        report.runNanoseconds = try body.readUInt64("running")
        report.sampleNanoseconds = try body.readUInt64("sampling")
        report.truncationError = try body.readDouble("truncation")
        report.bondDimension = Int(try body.readUInt32("bond dimension"))
        guard try body.readUInt32("reserved") == 0 else {
            throw CircuitFormatError(.reservedNotZero, field: "reserved", byteOffset: body.offset - 4)
        }
        return (report, savedCount)
    }

    private static func readSavedValue(
        _ body: inout ByteReader
    ) throws(CircuitFormatError) -> SavedValue {
        let offset = body.offset
        let kind = try body.readUInt8("kind")
        let rank = Int(try body.readUInt8("rank"))
        guard kind <= 1, rank <= Self.rankMax, try body.readUInt16("reserved") == 0 else {
            throw CircuitFormatError(.badValue, field: "saved value", byteOffset: offset)
        }
        var dimensions: [Int] = []
        for _ in 0..<rank { dimensions.append(Int(try body.readUInt32("dimension"))) }
        var count = kind == 0 ? 2 : 1
        for dimension in dimensions {
            let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
            guard !overflow, product <= body.remaining / 8 else {
                throw CircuitFormatError(.truncated, field: "saved value", byteOffset: offset)
            }
            count = product
        }
        var value = SavedValue(dimensions: dimensions, isComplex: kind == 0, numbers: [])
        value.numbers.reserveCapacity(count)
        for _ in 0..<count { value.numbers.append(try body.readDouble("saved number")) }
        return value
    }

    private static func readKeys(
        _ body: inout ByteReader, count: Int, byteCount: Int
    ) throws(CircuitFormatError) -> [UInt64] {
        let wordCount = max(1, byteCount / 8)
        var keys: [UInt64] = []
        keys.reserveCapacity(count * wordCount)
        for _ in 0..<(count * wordCount) {
            switch byteCount {
            case 1: keys.append(UInt64(try body.readUInt8("key")))
            case 2: keys.append(UInt64(try body.readUInt16("key")))
            case 4: keys.append(UInt64(try body.readUInt32("key")))
            default: keys.append(try body.readUInt64("key"))
            }
        }
        return keys
    }
}
