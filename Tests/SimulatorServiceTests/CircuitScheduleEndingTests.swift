import QuantumSimulator
import RuntimeModel
import SimulatorService
import Testing

@Suite struct CircuitScheduleEndingTests {
    typealias Tests = CircuitScheduleTests

    @Test func ofSeveralFailuresThatOfTheFirstCircuitIsToldOnceAllPiecesAreOver() throws {
        var schedule = Tests.schedule(threads: 3)
        let batch = ScheduledBatch(milliseconds: [10, 10, 10, 10])
        try schedule.append(Tests.work("a", 1), byteCount: 1, state: .ready(batch))
        let pieces = [try schedule.take(), try schedule.take(), try schedule.take()]
        let ended0 = schedule.finished(pieces[2], .failed(Tests.failure("Third.")), nanoseconds: 1)
        #expect(ended0 == nil)
        // The fourth circuit is not begun any more.
        schedule.expectNothing()
        let ended1 = schedule.finished(pieces[0], .failed(Tests.failure("First.")), nanoseconds: 1)
        #expect(ended1 == nil)
        let ending = schedule.finished(pieces[1], .ran(nil), nanoseconds: 1)
        let error = #expect(throws: RuntimeError.self) { try ending?.result.get() }
        #expect(error?.message == "First.")
    }

    @Test func theReplyMayOvertakeThePieceBeforeIt() throws {
        var schedule = Tests.schedule(threads: 2)
        try schedule.append(
            Tests.work("a", 1), byteCount: 1, state: .ready(ScheduledBatch(milliseconds: [10, 10])))
        let pieces = [try schedule.take(), try schedule.take()]
        let ended2 = try schedule.finished(pieces[1], .ran([7]), nanoseconds: 1)?.result.get()
        #expect(ended2 == [7])
        let ended3 = schedule.finished(pieces[0], .ran(nil), nanoseconds: 1)
        #expect(ended3 == nil)
        #expect(schedule.runningCount == 0)
    }

    @Test func aCancelEndsWhatWaitsAtOnceAndWhatRunsWithItsLastPiece() throws {
        var schedule = Tests.schedule()
        let batch = ScheduledBatch(milliseconds: [10, 10])
        for correlation in UInt64(1)...2 {
            try schedule.append(Tests.work("a", correlation), byteCount: 1, state: .ready(batch))
        }
        let piece = try schedule.take()
        let ended4 = schedule.cancel(2, of: "a")
        #expect(ended4 != nil)
        let ended5 = schedule.cancel(1, of: "a")
        #expect(ended5 == nil)
        #expect(piece.work.cancellation.isCancelled)
        // Even a piece that did not notice ends it.
        let ending = schedule.finished(piece, .ran(nil), nanoseconds: 1)
        let error = #expect(throws: RuntimeError.self) { try ending?.result.get() }
        #expect(error?.code.rawValue == "simulator.cancelled")
        schedule.expectNothing()
    }

    @Test func aConnectionThatIsGoneLeavesNothing() throws {
        var schedule = Tests.schedule()
        let batch = ScheduledBatch(milliseconds: [10], byteCount: 50)
        for correlation in UInt64(1)...2 {
            try schedule.append(Tests.work("a", correlation), byteCount: 1, state: .ready(batch))
        }
        let piece = try schedule.take()
        schedule.removeAll(of: "a")
        #expect(piece.work.cancellation.isCancelled)
        #expect(schedule.count == 0)
        #expect(!schedule.contains(1, of: "a"))
        let ended6 = schedule.finished(piece, .ran([1]), nanoseconds: 1)
        #expect(ended6 == nil)
        #expect(schedule.runningCount == 0)
    }

    @Test(arguments: [1, 2, 3]) func limitsAreNamed(which: Int) throws {
        var schedule = Tests.schedule {
            $0.connectionCountMax = 2
            $0.totalCountMax = 3
            $0.byteCountMax = 10
        }
        let batch = ScheduledBatch(milliseconds: [10])
        let (counts, last): ([String], (String, Int)) =
            switch which {
            case 1: (["a", "a"], ("a", 1))
            case 2: (["a", "a", "b"], ("b", 1))
            default: (["a"], ("b", 10))
            }
        for (index, connection) in counts.enumerated() {
            try schedule.append(Tests.work(connection, UInt64(index)), byteCount: 1, state: .ready(batch))
        }
        let error = #expect(throws: RuntimeError.self) {
            try schedule.append(Tests.work(last.0, 9), byteCount: last.1, state: .ready(batch))
        }
        #expect(error?.code == .queueFull)
        #expect(error?.context["limit"] == ["", "2", "3", "10"][which])
    }
}
