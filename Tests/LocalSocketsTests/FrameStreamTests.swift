import EventLoop
import Foundation
import Glibc
import LocalSockets
import MessageBus
import RuntimeModel
import RuntimeTestKit
import Testing

@Suite struct FrameStreamTests {
    enum Event: Equatable {
        case frame([UInt8]), drained, ended
    }

    /// Runs `body` with a stream, the bare socket at its other end, and what the stream tells.
    private static func run(
        limits: FrameStreamLimits = FrameStreamLimits(frameByteCountMax: 100_000),
        _ body: (EventLoop, FrameStream, Int32, EventRecorder<Event>) async throws -> Void
    ) async throws {
        let loop = try EventLoop(name: "stream-test")
        loop.start()
        let (own, other) = try LocalSocket.pair()
        let events = EventRecorder<Event>()
        let stream = try await loop.perform {
            FrameStream(own, on: loop, limits: limits) { event in
                switch event {
                case .frame(let frame): events.record(.frame(frame))
                case .drained: events.record(.drained)
                case .ended: events.record(.ended)
                }
            }
        }
        try await body(loop, stream, other, events)
        try await loop.perform { stream.close() }
        await loop.stop()
        close(other)
    }

    private static func write(_ bytes: [UInt8], to socket: Int32) { _ = send(socket, bytes, bytes.count, 0) }

    @Test func framesArriveWholeHoweverTheirBytesCome() async throws {
        try await Self.run { _, _, other, events in
            for byte in [0, 0, 0, 2, 7, 8, 0, 0, 0, 1, 9] as [UInt8] { Self.write([byte], to: other) }
            Self.write([0, 0, 0, 1, 1, 0, 0, 0, 2, 2], to: other)
            // The second write ends within a frame.
            Self.write([3], to: other)
            let told = try await events.wait(forCount: 4)
            #expect(told == [.frame([7, 8]), .frame([9]), .frame([1]), .frame([2, 3])])
        }
    }

    @Test(arguments: [[0, 0, 0, 0], [0, 1, 134, 161], [255, 255, 255, 255]] as [[UInt8]])
    func aLengthBeyondTheLimitsEndsTheStream(length: [UInt8]) async throws {
        try await Self.run { _, stream, other, events in
            Self.write([0, 0, 0, 1, 5] + length, to: other)
            let told = try await events.wait(forCount: 2)
            #expect(told == [.frame([5]), .ended])
        }
    }

    @Test func thePeersEndIsTheLastEvent() async throws {
        try await Self.run { loop, stream, other, events in
            Self.write([0, 0, 0, 1, 5], to: other)
            shutdown(other, Int32(SHUT_RDWR))
            let told = try await events.wait(forCount: 2)
            #expect(told == [.frame([5]), .ended])
            let isTaken = try await loop.perform { stream.send([1]) }
            #expect(!isTaken)
        }
    }

    @Test func whatDoesNotFitWaitsAndIsWrittenInOrder() async throws {
        try await Self.run { loop, stream, other, events in
            let frames = (0..<20).map { [UInt8](repeating: $0, count: 50_000) }
            let areTaken = try await loop.perform { frames.allSatisfy { stream.send($0) } }
            #expect(areTaken)
            var read: [UInt8] = []
            var part = [UInt8](repeating: 0, count: 65_536)
            while read.count < 20 * 50_004 {
                let count = recv(other, &part, part.count, 0)
                if count > 0 { read.append(contentsOf: part[..<count]) } else { await Task.yield() }
            }
            #expect(read == frames.flatMap { [0, 0, 195, 80] + $0 })
            let told = try await events.wait(forCount: 1)
            #expect(told == [.drained])
        }
    }

    @Test func aBacklogAtItsLimitRefusesMore() async throws {
        let limits = FrameStreamLimits(frameByteCountMax: 100_000, backlogByteCountMax: 1_000_000)
        try await Self.run(limits: limits) { loop, stream, _, _ in
            let taken = try await loop.perform {
                (0..<100).count { _ in stream.send([UInt8](repeating: 0, count: 50_000)) }
            }
            #expect(taken >= 19 && taken < 40)
        }
    }

    @Test func nothingIsDeliveredWhileReadingIsPaused() async throws {
        try await Self.run { loop, stream, other, events in
            try await loop.perform { stream.pauseReading(true) }
            Self.write([0, 0, 0, 1, 5], to: other)
            for _ in 0..<3 { try await loop.perform {} }
            #expect(events.events.isEmpty)
            try await loop.perform { stream.pauseReading(false) }
            let told = try await events.wait(forCount: 1)
            #expect(told == [.frame([5])])
        }
    }

    @Test func aListeningSocketTakesThePlaceOfOneLeftBehindAndOfNothingElse() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "spinwire-\(UUID().uuidString)")
            .path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/a/b.sock"
        try LocalSocket.makeFolder(for: path)
        for _ in 0..<2 { close(try LocalSocket.listen(at: path)) }
        #expect(throws: RuntimeError.self) { try LocalSocket.connect(to: path) }
        let listener = try LocalSocket.listen(at: path)
        let client = try LocalSocket.connect(to: path)
        let server = try #require(LocalSocket.accept(listener))
        #expect(LocalSocket.userID(of: server) == getuid())
        for descriptor in [listener, client, server] { close(descriptor) }
        try Data("text".utf8).write(to: URL(filePath: folder + "/file"))
        #expect(throws: RuntimeError.self) { try LocalSocket.listen(at: folder + "/file") }
        #expect(throws: RuntimeError.self) {
            try LocalSocket.listen(at: "/" + String(repeating: "x", count: 107))
        }
    }
}
