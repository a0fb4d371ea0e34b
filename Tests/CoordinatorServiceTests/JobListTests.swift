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

    /// Programs whose metadata are long: a few of them fill a frame, and the list goes on behind them.
    @Test func aListOfProgramsIsCutToAFrameAndIsWholeAtTheClient() throws {
        let service = try TestedCoordinator { $0.sockets.frameByteCountMax = 64 << 10 }
        let client = try service.connectClient()
        let user = try service.connect(as: TestedCoordinator.user)
        let long = String(repeating: "long ", count: 4000)
        let found = service.loop.run {
            var ids: [ProgramID] = []
            for _ in 0..<9 {
                ids.append(
                    try await client.upload(
                        source: "source",
                        metadata: ["name": "long", "description": .string(long), "max_execution_time": 1]))
            }
            for _ in 0..<5 { try await client.update(ids[0], source: "other") }
            return (
                ids, try await client.programs(limit: 100), try await client.programs(limit: 5, offset: 2),
                try await client.history(of: ids[0])
            )
        }
        let (ids, all, some, history) = try unwrap(found).get()
        #expect(
            all.rows.map(\.programID).sorted { $0.rawValue < $1.rawValue }
                == ids.sorted { $0.rawValue < $1.rawValue })
        #expect(all.count == 9 && some.count == 9)
        #expect(some.rows == Array(all.rows.dropFirst(2).prefix(5)))
        #expect(history.rows.map(\.version) == [6, 5, 4, 3, 2, 1])
        let page = try user.call(.programList, ProgramListing(limit: 100)).json(as: ProgramList.self)
        #expect((1...3).contains(page.programs.count) && page.count == 9)
    }

    /// At once, with the limit, and without a word to the service, whose connection it would have ended.
    @Test func aCommandThatNoFrameHoldsFailsAtTheClient() throws {
        let service = try TestedCoordinator()
        let client = try service.connectClient()
        let long = String(repeating: "x", count: 300_000)
        let before = service.loop.now
        let found = service.loop.run {
            try await client.upload(
                source: "source",
                metadata: ["name": "long", "description": .string(long), "max_execution_time": 1])
        }
        #expect {
            _ = try unwrap(found).get()
        } throws: { error in
            let error = error as? RuntimeError
            return error?.code == .payloadTooLarge && error?.context["limit_name"] == "frame_byte_count_max"
                && error?.context["limit"] == "\(256 << 10)"
        }
        #expect(service.loop.now - before < .seconds(1))
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
