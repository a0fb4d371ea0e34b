import RuntimeModel
import RuntimeTestKit
import RuntimeWire
import Testing

/// Goal: no bytes make a decoder trap; each gives a value or an error with one of the wire's codes.
///
/// Method: the golden messages, events and reports are damaged by a seed (bytes changed, cut, added, frames dropped
/// and swapped) and given to every decoder. What is still read is written again and read to the same value.
@Suite struct WireFuzzTests {
    private static let codes: Set<RuntimeError.Code> = [.malformedMessage, .unknownVersion, .invalidCommand]

    private func samples() throws -> [[[UInt8]]] {
        let messages: [MessageVector] = try GoldenVectors.read("messages")
        let events: [EventVector] = try GoldenVectors.read("events")
        let reports: [ReportVector] = try GoldenVectors.read("reports")
        return messages.map { $0.frames.map(\.bytes) } + events.map { [$0.packed.bytes] }
            + reports.map { [$0.packed.bytes] } + events.map { $0.published.map(\.bytes) }
    }

    private func damaged(_ frames: [[UInt8]], _ random: inout SeededRandom) -> [[UInt8]] {
        var frames = frames
        for _ in 0..<Int.random(in: 1...4, using: &random) where !frames.isEmpty {
            let index = Int.random(in: 0..<frames.count, using: &random)
            let place = Int.random(in: 0...frames[index].count, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0 where place < frames[index].count:
                frames[index][place] = UInt8.random(in: .min ... .max, using: &random)
            case 1: frames[index].removeSubrange(place...)
            case 2: frames[index].insert(contentsOf: self.noise(&random), at: place)
            case 3: frames.remove(at: index)
            case 4: frames.swapAt(index, Int.random(in: 0..<frames.count, using: &random))
            default: frames.insert(self.noise(&random), at: index)
            }
        }
        return frames
    }

    private func noise(_ random: inout SeededRandom) -> [UInt8] {
        (0..<Int.random(in: 0..<60, using: &random)).map { _ in
            UInt8.random(in: .min ... .max, using: &random)
        }
    }

    private func check(_ body: () throws -> Void) {
        do {
            try body()
        } catch let error as RuntimeError {
            #expect(Self.codes.contains(error.code))
        } catch {
            Issue.record("An error of another kind: \(error)")
        }
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func damagedBytesGiveAValueOrAnError(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let samples = try self.samples()
        let names = WireTypes.names.sorted()
        for _ in 0..<250 {
            let frames = self.damaged(samples[Int.random(in: 0..<samples.count, using: &random)], &random)
            self.check {
                let message = try Message(frames: frames)
                #expect(try Message(frames: message.encoded) == message)
                _ = try message.body()
            }
            for frame in frames {
                let name = names[Int.random(in: 0..<names.count, using: &random)]
                self.check { _ = try WireTypes.rewritten(frame, as: name) }
                self.check {
                    let event = try EventRecord(packed: frame)
                    #expect(try EventRecord(packed: event.packed) == event)
                }
                self.check {
                    let report = try Report(packed: frame)
                    #expect(try Report(packed: report.packed) == report)
                    _ = try Outcome(body: report.body)
                }
                self.check { _ = try Outcome(body: frame) }
                _ = Topic.parse(frame)
                if let reference = BodyReference(encoded: frame) { #expect(reference.encoded == frame) }
            }
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func damagedJSONOfTheRightTypeGivesAValueOrAnError(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let vectors: [MessageVector] = try GoldenVectors.read("messages")
        for vector in vectors {
            guard let type = vector.type else { continue }
            for _ in 0..<5 {
                let frames = self.damaged([vector.frames[2].bytes], &random)
                for frame in frames { self.check { _ = try WireTypes.rewritten(frame, as: type) } }
            }
        }
    }

    @Test func deepJSONGivesAnError() {
        let deep = Array(String(repeating: "[", count: 100_000).utf8)
        self.check { _ = try WireTypes.rewritten(deep, as: "NoContent") }
        self.check {
            _ = try WireTypes.rewritten(
                Array(#"{"idempotency_key":"k","metadata":"#.utf8) + deep, as: "ProgramUpload")
        }
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func headersOfAnyFieldsAreReadAsWritten(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<500 {
            var header = MessageHeader(
                .reply, contentType: try #require(ContentType.allCases.randomElement(using: &random)),
                bodyForm: try #require(BodyForm.allCases.randomElement(using: &random)),
                flags: .random(in: .min ... .max, using: &random),
                attempt: Int.random(in: 0...0xFFFF, using: &random),
                sequence: random.next(), job: JobID(high: random.next(), low: random.next()),
                time: Timestamp(microseconds: random.next()))
            header.kindByte = .random(in: .min ... .max, using: &random)
            #expect(header.encoded().count == MessageHeader.byteCount)
            #expect(try MessageHeader(bytes: header.encoded(reserving: 10)) == header)
        }
    }
}
