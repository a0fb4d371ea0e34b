import RuntimeModel
import RuntimeWire
import Testing

/// Our bytes against the golden vectors, which the Python client reads as well.
@Suite struct GoldenVectorTests {
    private func code(of body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch let error as RuntimeError {
            return error.code.rawValue
        } catch {
            return "\(error)"
        }
    }

    @Test func headersAreReadAndWritten() throws {
        let vectors: [NamedHeaderVector] = try GoldenVectors.read("headers")
        #expect(!vectors.isEmpty)
        for vector in vectors {
            let expected = try #require(vector.header.header, "\(vector.name)")
            #expect(try MessageHeader(bytes: vector.bytes.bytes) == expected, "\(vector.name)")
            #expect(expected.encoded() == vector.bytes.bytes, "\(vector.name)")
        }
    }

    @Test func messagesAreReadAndWritten() throws {
        let vectors: [MessageVector] = try GoldenVectors.read("messages")
        for vector in vectors {
            let frames = vector.frames.map(\.bytes)
            let message = try Message(frames: frames)
            #expect(message.header == vector.header.header, "\(vector.name)")
            #expect(message.encoded == frames, "\(vector.name)")
            guard let type = vector.type else {
                #expect(message.frames == vector.bodies.map(\.bytes), "\(vector.name)")
                continue
            }
            let json = try #require(message.frames.first, "\(vector.name)")
            let rewritten = try WireTypes.rewritten(json, as: type)
            #expect(
                String(decoding: rewritten, as: UTF8.self) == String(decoding: json, as: UTF8.self),
                "\(vector.name)")
            for (index, body) in vector.bodies.enumerated() {
                #expect(try message.body(at: index) == body.bytes, "\(vector.name)")
            }
        }
    }

    @Test func everyKindOfMessageHasAVector() throws {
        let messages: [MessageVector] = try GoldenVectors.read("messages")
        let events: [EventVector] = try GoldenVectors.read("events")
        let markers: [MarkerVector] = try GoldenVectors.read("markers")
        let reports: [ReportVector] = try GoldenVectors.read("reports")
        var seen = Set(messages.map(\.header.kind) + events.map(\.header.kind) + reports.map(\.header.kind))
        for marker in markers { seen.insert(try MessageHeader(bytes: marker.frames[1].bytes).kindByte) }
        // The report's frames are the reports; circuits have vectors of their own.
        let others: Set<MessageKind> = [.report, .circuitRun, .circuitResult, .circuitError, .circuitCancel]
        #expect(Set(MessageKind.allCases).subtracting(others).allSatisfy { seen.contains($0.rawValue) })
        #expect(Set(messages.compactMap(\.type)) == WireTypes.names)
    }

    @Test func malformedMessagesAreRefused() throws {
        let vectors: [MalformedMessageVector] = try GoldenVectors.read("malformed_messages")
        for vector in vectors {
            let found = self.code { _ = try Message(frames: vector.frames.map(\.bytes)) }
            #expect(found == vector.code, "\(vector.name)")
        }
    }

    @Test func malformedJSONIsRefused() throws {
        let vectors: [MalformedJSONVector] = try GoldenVectors.read("malformed_json")
        for vector in vectors {
            let found = self.code { _ = try WireTypes.rewritten(vector.bytes.bytes, as: vector.type) }
            #expect(found == vector.code, "\(vector.name)")
        }
    }

    @Test func eventsAreReadAndWritten() throws {
        let vectors: [EventVector] = try GoldenVectors.read("events")
        for vector in vectors {
            let event = try EventRecord(packed: vector.packed.bytes)
            #expect(event.header == vector.header.header, "\(vector.name)")
            #expect(event.body == vector.body.bytes, "\(vector.name)")
            #expect(event.packed == vector.packed.bytes, "\(vector.name)")
            #expect(
                event.published(inlineByteCountMax: 16) == vector.published.map(\.bytes), "\(vector.name)")
        }
    }

    @Test func malformedEventsAreRefused() throws {
        let vectors: [MalformedPackedVector] = try GoldenVectors.read("malformed_events")
        for vector in vectors {
            #expect(
                self.code { _ = try EventRecord(packed: vector.packed.bytes) } == vector.code,
                "\(vector.name)")
        }
    }

    @Test func markersAreWritten() throws {
        let vectors: [MarkerVector] = try GoldenVectors.read("markers")
        for vector in vectors {
            let job = try #require(JobID(vector.job))
            let frames = Topic.marker(of: job, last: vector.last, isFinal: vector.isFinal)
            #expect(frames == vector.frames.map(\.bytes), "\(vector.name)")
        }
    }

    @Test func topicsAreMapped() throws {
        let vectors: [TopicVector] = try GoldenVectors.read("topics")
        for vector in vectors {
            let topics = Topic.parse(vector.topic.bytes)?.topics.map { String(decoding: $0, as: UTF8.self) }
            #expect(topics == vector.topics, "\(vector.name)")
        }
    }

    @Test func reportsAreReadAndWritten() throws {
        let vectors: [ReportVector] = try GoldenVectors.read("reports")
        for vector in vectors {
            let report = try Report(packed: vector.packed.bytes)
            #expect(report.header == vector.header.header, "\(vector.name)")
            #expect(report.body == vector.body.bytes, "\(vector.name)")
            #expect(report.packed == vector.packed.bytes, "\(vector.name)")
            guard let expected = vector.outcome else { continue }
            let outcome = try Outcome(body: report.body)
            #expect(
                outcome == Outcome(summary: expected.summary, result: expected.result.bytes), "\(vector.name)"
            )
            #expect(try outcome.encoded() == report.body, "\(vector.name)")
        }
    }

    @Test func malformedReportsAreRefused() throws {
        let vectors: [MalformedPackedVector] = try GoldenVectors.read("malformed_reports")
        for vector in vectors {
            let found = self.code { _ = try Outcome(body: try Report(packed: vector.packed.bytes).body) }
            #expect(found == vector.code, "\(vector.name)")
        }
    }

    @Test func referencesAreReadAndWritten() throws {
        let vectors: [ReferenceVector] = try GoldenVectors.read("references")
        for vector in vectors {
            let reference = BodyReference(encoded: vector.bytes.bytes)
            #expect(reference?.hashText == vector.hash, "\(vector.name)")
            #expect(reference?.byteCount == vector.byteCount, "\(vector.name)")
            if let reference { #expect(reference.encoded == vector.bytes.bytes, "\(vector.name)") }
        }
    }
}
