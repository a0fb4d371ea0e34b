import CoordinatorService
import JobStore
import MessageBus
import RuntimeClient
import RuntimeModel
import RuntimeTestKit
import RuntimeWire
import Testing

@Suite struct JobListTests {
    @Test func aListIsCutToAFrameAndGoesOnBehindItsCursor() throws {
        let service = try TestedCoordinator { $0.sockets.frameByteCountMax = 64 << 10 }
        let client = try service.connectClient()
        let tags = (0..<32).map { String(repeating: "\($0 % 10)", count: 128) }
        let found = service.loop.run {
            let program = try await client.upload(source: "source", metadata: metadata())
            var ids: [JobID] = []
            for _ in 0..<40 {
                ids.append(try await client.run(program, options: RunOptions(tags: tags)).id)
            }
            let list = try await client.jobs(JobQuery(limit: 35))
            let rest = try await client.jobs(JobQuery(limit: 35, cursor: list.next))
            return (ids, list.rows + rest.rows, [list.count, rest.count, list.rows.count], rest.next)
        }
        let (ids, rows, counts, end) = try unwrap(found).get()
        #expect(rows.map(\.jobID) == ids.reversed())
        #expect(counts == [40, 40, 35])
        #expect(end == nil)
    }

    @Test func anUnknownCursorIsRefused() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        for cursor in ["", "x", "-1", "99999999999999999999"] {
            let answer = try user.call(.jobList, JobListing(cursor: cursor))
            #expect(answer.refusal == "command.invalid", "\(cursor)")
        }
    }

    @Test func timesOfAcceptanceNeverFallBehindThoseBeforeARestart() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        for number in 0..<3 { _ = try user.run(program, key: "\(number)") }
        service.restart()
        for number in 3..<6 { _ = try user.run(program, key: "\(number)") }
        let times = try service.contents().jobs.map(\.createdAt)
        #expect(times.count == 6 && times == times.sorted().reversed())
    }
}
