import RuntimeModel
import RuntimeWire
import Testing

@Suite struct EventBlockTests {
    private static func event(_ sequence: UInt64, bytes: Int = 10) -> EventRecord {
        EventRecord(
            job: JobID(high: 1, low: 2), sequence: sequence, attempt: 1, kind: .interim, contentType: .json,
            time: Timestamp(microseconds: sequence),
            body: [UInt8](repeating: UInt8(sequence & 0xFF), count: bytes))
    }

    private static func read(_ bytes: [UInt8]) throws(RuntimeError) -> [EventRecord] {
        var events: [EventRecord] = []
        _ = try EventBlock.forEach(bytes) { event throws(RuntimeError) in
            events.append(event)
            return true
        }
        return events
    }

    @Test func whatGoesInComesOutInFramesOfAnyLength() throws {
        let events = (1...50).map { Self.event(UInt64($0), bytes: $0 * 3) }
        for blockByteCount in [1, 300, 1000, 100_000] {
            let blocks = EventBlock.blocks(events, byteCountMax: blockByteCount)
            for frameByteCount in [200, 500, 100_000] {
                let frames = try EventBlock.frames(blocks, byteCountMax: frameByteCount)
                #expect(try frames.flatMap { try Self.read($0) } == events)
                #expect(frames.allSatisfy { $0.count <= max(frameByteCount, 194) })
            }
        }
    }

    @Test func aPartBeginsBehindASequenceAndKeepsItsLimits() throws {
        let block = try #require(EventBlock.blocks((4...9).map { Self.event($0) }, byteCountMax: 9999).first)
        let table: [(after: UInt64, countMax: Int, byteCountMax: Int, found: [UInt64])] = [
            (0, 99, 9999, [4, 5, 6, 7, 8, 9]), (4, 99, 9999, [5, 6, 7, 8, 9]), (4, 2, 9999, [5, 6]),
            (6, 99, 108, [7, 8]), (6, 99, 107, [7]), (6, 99, 0, [7]), (8, 99, 9999, [9]), (9, 99, 9999, []),
            (.max, 99, 9999, []), (3, 0, 9999, []),
        ]
        for row in table {
            let part = try block.part(
                after: row.after, countMax: row.countMax, byteCountMax: row.byteCountMax)
            #expect(try part.map { try Self.read($0.bytes).map(\.sequence) } ?? [] == row.found)
        }
    }

    @Test func bytesThatAreNoBlockAreRefused() {
        let bytes = EventBlock(Self.event(1)).bytes
        for count in 1..<bytes.count {
            #expect(throws: RuntimeError.self) { try Self.read(Array(bytes.prefix(count))) }
        }
        var long = bytes
        long[0] = 0xFF
        #expect(throws: RuntimeError.self) { try Self.read(long) }
        var short = bytes
        short[3] = 3
        #expect(throws: RuntimeError.self) { try Self.read(short) }
    }
}
