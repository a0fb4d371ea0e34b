extension CircuitReply {
    /// The packed form.
    package func encoded() -> [UInt8] {
        var writer = ByteWriter(byteCount: self.byteCount)
        writer.append(Self.magicNumber)
        writer.append(Self.version)
        writer.append(self.hasMemory ? Self.hasMemoryFlag : 0)
        writer.append(UInt32(self.outcomes.count))
        writer.append(UInt32(self.shotCount))
        writer.append(self.seed)
        writer.append(self.decodeNanoseconds)
        for outcome in self.outcomes { Self.append(outcome, to: &writer) }
        return writer.bytes
    }

    private var byteCount: Int {
        self.outcomes.reduce(Self.headerByteCount) { $0 + Self.byteCount(of: $1) }
    }

    private static func byteCount(of outcome: CircuitOutcome) -> Int {
        let key = CircuitOutcome.keyByteCount(clbitCount: outcome.clbitCount)
        let shotCount = outcome.memory.count / outcome.wordsPerKey
        return outcome.saved.reduce(
            Self.outcomeHeaderByteCount + outcome.counts.count * (key + 4) + shotCount * key
        ) { $0 + 4 + 4 * $1.dimensions.count + 8 * $1.numbers.count }
    }

    private static func append(_ outcome: CircuitOutcome, to writer: inout ByteWriter) {
        let report =
            outcome.report ?? RunReport(method: .stateVector, precision: .double, activeQubitCount: 0)
        let keyByteCount = CircuitOutcome.keyByteCount(clbitCount: outcome.clbitCount)
        writer.append(UInt32(Self.byteCount(of: outcome) - 4))
        writer.append(UInt32(outcome.clbitCount))
        writer.append(UInt32(keyByteCount))
        writer.append(UInt32(outcome.counts.count))
        writer.append(report.method.rawValue)
        writer.append(report.precision.rawValue)
        writer.append(UInt16(0))
        writer.append(UInt32(report.activeQubitCount))
        writer.append(UInt32(outcome.saved.count))
        writer.append(report.planNanoseconds)
        writer.append(report.runNanoseconds)
        writer.append(report.sampleNanoseconds)
        writer.append(report.truncationError)
        writer.append(UInt32(report.bondDimension))
        writer.append(UInt32(0))
        Self.append(keys: outcome.keys, byteCount: keyByteCount, to: &writer)
        writer.append(outcome.counts, as: UInt32.self)
        Self.append(keys: outcome.memory, byteCount: keyByteCount, to: &writer)
        for value in outcome.saved { Self.append(value, to: &writer) }
    }

    private static func append(keys: [UInt64], byteCount: Int, to writer: inout ByteWriter) {
        switch byteCount {
        case 1: writer.append(keys, as: UInt8.self)
        case 2: writer.append(keys, as: UInt16.self)
        case 4: writer.append(keys, as: UInt32.self)
        default: writer.append(keys, as: UInt64.self)
        }
    }

    private static func append(_ value: SavedValue, to writer: inout ByteWriter) {
        precondition(value.dimensions.count <= Self.rankMax, "Nothing saved has more axes.")
        writer.append(UInt8(value.isComplex ? 0 : 1))
        writer.append(UInt8(value.dimensions.count))
        writer.append(UInt16(0))
        writer.append(value.dimensions, as: UInt32.self)
        writer.append(value.numbers)
    }
}
