import CircuitModel
import Foundation
import QuantumSimulator
import Testing

/// Goal: both sides of the wire agree on every byte, and a seed means the same everywhere and always.
/// Method: files written once; the program harness's tests read the same ones.
@Suite struct GoldenTests {
    @Test(arguments: try GoldenBatch.names())
    func theRequestIsWhatTheDescriptionSays(name: String) throws {
        let bytes = try Self.bytes("\(name).request.bin")
        let expected = try GoldenBatch.named(name).request()
        #expect(try CircuitRequest(bytes: bytes, limits: CircuitLimits()) == expected)
        #expect(expected.encoded() == bytes)
    }

    /// After a change that is meant to change samples, `SPINWIRE_WRITE_GOLDEN=1` writes the replies anew.
    @Test(arguments: try GoldenBatch.names())
    func theReplyIsTheSameOnEveryMachine(name: String) throws {
        let reply = try CircuitReply(
            bytes: SimulatorEngine().run(
                request: Self.bytes("\(name).request.bin"), cancellation: CancellationFlag())
        ).withoutTimes
        if ProcessInfo.processInfo.environment["SPINWIRE_WRITE_GOLDEN"] == "1" {
            try Data(reply.encoded()).write(to: Fixture.goldenFolder.appending(path: "\(name).reply.bin"))
        }
        let expected = try Self.bytes("\(name).reply.bin")
        // The first place that differs says more than two long lists.
        let firstDifference = zip(reply.encoded(), expected).enumerated().first { $1.0 != $1.1 }?.offset
        #expect(firstDifference == nil)
        #expect(reply.encoded().count == expected.count)
        #expect(try CircuitReply(bytes: expected).encoded() == expected)
    }

    private static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: Fixture.goldenFolder.appending(path: name)))
    }
}
