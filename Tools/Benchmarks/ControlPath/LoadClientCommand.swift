import ArgumentParser
import EventLoop
import Foundation
import MessageBus
import RuntimeClient
import RuntimeModel
import RuntimeWire
import ZeroMQBus

/// `control-path client`: runs jobs, follows each to its end, and then reads every timeline back.
///
/// Prints one JSON line: jobs, seconds, events heard, and whether what was read back is dense and complete.
struct LoadClientCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "client")

    @Argument(help: "The program to run.") var program: String
    @Option(help: "Jobs in all.") var jobs = 1000
    @Option(help: "Jobs at once.") var outstanding = 16
    @Option(help: "Events that each timeline must have.") var events = 14

    struct Summary: Encodable {
        var jobs: Int
        var begin: Double
        var end: Double
        var heard: Int
        var readBack: Int
        var sparse: Int
        /// Seconds from `run` to the last event, of the median job and of the slowest in a hundred.
        var median: Double
        var slowest: Double
    }

    func run() async throws {
        let settings = try ClientSettings.find()
        guard let account = settings.account else { throw ValidationError("SPINWIRE_TOKEN is not a token.") }
        let loop = try EventLoop(name: "load-client")
        loop.start()
        let connection = ClientConnection(
            bus: try ZeroMQBus(), loop: loop, commandsEndpoint: Endpoint(settings.url),
            credentials: Credentials(account: account, token: settings.token))
        try await connection.open(within: .seconds(10))
        let client = RuntimeClient(connection: connection)
        // The clients begin together, on the word of the benchmark.
        print("ready")
        fflush(nil)
        _ = readLine()
        let begin = Date().timeIntervalSince1970
        let (ids, heard, seconds) = try await self.load(client)
        let end = Date().timeIntervalSince1970
        let (readBack, sparse) = try await self.verify(ids, connection)
        let summary = Summary(
            jobs: ids.count, begin: begin, end: end, heard: heard, readBack: readBack, sparse: sparse,
            median: seconds[seconds.count / 2], slowest: seconds[seconds.count * 99 / 100])
        print(String(decoding: try JSONEncoder().encode(summary), as: UTF8.self))
        await client.close()
    }

    private func load(
        _ client: RuntimeClient
    ) async throws -> (ids: [JobID], heard: Int, seconds: [Double]) {
        let program = ProgramID(self.program)
        let shares = (0..<self.outstanding).map { lane in
            self.jobs / self.outstanding + (lane < self.jobs % self.outstanding ? 1 : 0)
        }
        return try await withThrowingTaskGroup(of: ([JobID], Int, [Double]).self) { group in
            for share in shares {
                group.addTask {
                    var ids: [JobID] = []
                    var heard = 0
                    var seconds: [Double] = []
                    for _ in 0..<share {
                        let begin = ContinuousClock.now
                        let job = try await client.run(program, inputs: Array(#"{"iterations":10}"#.utf8))
                        for try await event in job.events() {
                            heard += 1
                            if event.isLast { break }
                        }
                        ids.append(job.id)
                        seconds.append((ContinuousClock.now - begin) / .seconds(1))
                    }
                    return (ids, heard, seconds)
                }
            }
            var sum = (ids: [JobID](), heard: 0, seconds: [Double]())
            for try await part in group {
                sum.ids += part.0
                sum.heard += part.1
                sum.seconds += part.2
            }
            sum.seconds.sort()
            return sum
        }
    }

    /// Reads every timeline from the store and counts.
    private func verify(_ ids: [JobID], _ connection: ClientConnection) async throws -> (
        readBack: Int, sparse: Int
    ) {
        var readBack = 0
        var sparse = 0
        for id in ids {
            let header = MessageHeader(.timelineRead, contentType: .json, job: id)
            let answer = try await connection.call(
                header, frames: [try WireJSON.encode(TimelineRead(after: 0))])
            var sequences: [UInt64] = []
            for frame in answer.frames.dropFirst() {
                _ = try EventBlock.forEach(frame) { event in
                    sequences.append(event.sequence)
                    return true
                }
            }
            readBack += sequences.count
            if sequences != (0..<sequences.count).map({ UInt64($0 + 1) }) || sequences.count != self.events {
                sparse += 1
            }
        }
        return (readBack, sparse)
    }
}
