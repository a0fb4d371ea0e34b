extension CircuitReply {
    /// The packed form.
    package func encoded() -> [UInt8] {
        var writer = ByteWriter()
        for byte in Self.magic { writer.append(byte) }
        writer.append(Self.version)
        writer.append(self.hasMemory ? Self.hasMemoryFlag : 0)
        writer.append(UInt32(self.outcomes.count))
        writer.append(UInt32(self.shotCount))
        writer.append(self.seed)
        for outcome in self.outcomes { Self.append(outcome, to: &writer) }
        return writer.bytes
    }

    private static func append(_ outcome: CircuitOutcome, to writer: inout ByteWriter) {
        let keyByteCount = CircuitOutcome.keyByteCount(clbitCount: outcome.clbitCount)
        let start = writer.bytes.count
        writer.append(UInt32(0))
        writer.append(UInt32(outcome.clbitCount))
        writer.append(UInt32(keyByteCount))
        writer.append(UInt32(outcome.counts.count))
        Self.append(keys: outcome.keys, byteCount: keyByteCount, to: &writer)
        for count in outcome.counts { writer.append(count) }
        Self.append(keys: outcome.memory, byteCount: keyByteCount, to: &writer)
        writer.patch(UInt32(writer.bytes.count - start - 4), at: start)
    }

    private static func append(keys: [UInt64], byteCount: Int, to writer: inout ByteWriter) {
        switch byteCount {
        case 1: for key in keys { writer.append(UInt8(truncatingIfNeeded: key)) }
        case 2: for key in keys { writer.append(UInt16(truncatingIfNeeded: key)) }
        case 4: for key in keys { writer.append(UInt32(truncatingIfNeeded: key)) }
        default: for key in keys { writer.append(key) }
        }
    }
}
