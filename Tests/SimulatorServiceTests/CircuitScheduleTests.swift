import QuantumSimulator
import RuntimeModel
import SimulatorService
import Testing

@Suite struct CircuitScheduleTests {
    typealias Schedule = CircuitSchedule<String>

    static func schedule(
        threads: Int = 1, _ change: (inout ScheduleLimits) -> Void = { _ in }
    ) -> Schedule {
        var limits = ScheduleLimits(
            threadCount: threads, connectionCountMax: 8, totalCountMax: 100, byteCountMax: 1000,
            stateByteCountMax: 100, freeStateByteCount: 10, committedByteCountMax: 1000)
        change(&limits)
        return Schedule(limits: limits)
    }

    static func work(_ connection: String, _ correlation: UInt64) -> Schedule.Work {
        Schedule.Work(
            connection: connection, correlation: correlation, job: .none, cancellation: CancellationFlag())
    }

    static func failure(_ message: String) -> RuntimeError {
        RuntimeError(RuntimeError.Code(rawValue: "circuit.malformed"), message)
    }

    // MARK: - Turns

    @Test func whoHasUsedLeastGoesFirst() throws {
        var schedule = Self.schedule()
        for (connection, milliseconds) in [("long", 30.0), ("short", 10.0)] {
            for correlation in UInt64(1)...6 {
                let batch = ScheduledBatch(milliseconds: [milliseconds])
                try schedule.append(
                    Self.work(connection, correlation), byteCount: 1, state: .ready(batch))
            }
        }
        let order = schedule.runAll(8).map(\.work.connection)
        #expect(
            order
                == ["long", "short", "short", "short", "long", "short", "short", "short"])
    }

    @Test func aBatchGivesWayBetweenItsCircuits() throws {
        var schedule = Self.schedule { $0.turnNanoseconds = 2e6 }
        let batch = ScheduledBatch(milliseconds: [Double](repeating: 1, count: 6))
        try schedule.append(Self.work("a", 1), byteCount: 1, state: .ready(batch))
        let first = try schedule.take()
        #expect(first.circuits == 0..<2)
        try schedule.append(
            Self.work("b", 1), byteCount: 1, state: .ready(ScheduledBatch(milliseconds: [1])))
        _ = schedule.finished(first, .ran(nil), nanoseconds: first.nanoseconds)
        let rest = schedule.runAll(4)
        #expect(
            rest.map(\.work.connection) == ["a", "b", "a"] || rest.map(\.work.connection) == ["b", "a", "a"])
        #expect(rest.filter { $0.work.connection == "a" }.map(\.circuits) == [2..<4, 4..<6])
    }

    @Test func whoWasIdleHasNothingInStore() throws {
        var schedule = Self.schedule()
        for correlation in UInt64(1)...4 {
            try schedule.append(
                Self.work("busy", correlation), byteCount: 1,
                state: .ready(ScheduledBatch(milliseconds: [10])))
        }
        _ = schedule.runAll(2)
        for correlation in UInt64(1)...4 {
            try schedule.append(
                Self.work("new", correlation), byteCount: 1,
                state: .ready(ScheduledBatch(milliseconds: [10])))
        }
        // Not four in a row because it has used nothing yet.
        let next = schedule.runAll(4)
        #expect(next.count { $0.work.connection == "new" } <= 3)
    }

    @Test func whatWasExpectedWronglyIsSetRight() throws {
        var schedule = Self.schedule()
        for connection in ["wrong", "right"] {
            for correlation in UInt64(1)...3 {
                try schedule.append(
                    Self.work(connection, correlation), byteCount: 1,
                    state: .ready(ScheduledBatch(milliseconds: [1])))
            }
        }
        let piece = try schedule.take()
        #expect(piece.work.connection == "wrong")
        _ = schedule.finished(piece, .ran([]), nanoseconds: 1e9)
        let order = schedule.runAll(4).map(\.work.connection)
        #expect(order == ["right", "right", "right", "wrong"])
    }

    @Test func circuitsOfOneBatchUseAllThreads() throws {
        var schedule = Self.schedule(threads: 2)
        let batch = ScheduledBatch(milliseconds: [5, 5, 5])
        try schedule.append(Self.work("a", 1), byteCount: 1, state: .ready(batch))
        let taken0 = schedule.next()
        #expect(taken0?.circuits == 0..<1)
        let taken1 = schedule.next()
        #expect(taken1?.circuits == 1..<2)
        schedule.expectNothing()
    }

    // MARK: - Express

    @Test func whatIsShortPassesLongCircuitsOnAnExpressThread() throws {
        var schedule = Self.schedule(threads: 2) { $0.expressNanosecondsMax = [20e6, 1000e6] }
        for correlation in UInt64(1)...2 {
            try schedule.append(
                Self.work("long", correlation), byteCount: 1,
                state: .ready(ScheduledBatch(milliseconds: [60_000])))
        }
        let pieces = [schedule.next(), schedule.next()]
        #expect(pieces.allSatisfy { $0?.place == .thread })
        for (index, milliseconds) in [10.0, 500, 5000, 15].enumerated() {
            try schedule.append(
                Self.work("other", UInt64(index)), byteCount: 1,
                state: .ready(ScheduledBatch(milliseconds: [milliseconds])))
        }
        let express = [try schedule.take(), try schedule.take()]
        #expect(express.map(\.place) == [.express(0), .express(1)])
        #expect(express.map(\.work.correlation) == [0, 1])
        // That is all that computes beyond the threads.
        schedule.expectNothing()
        _ = schedule.finished(express[0], .ran([]), nanoseconds: 10e6)
        let taken2 = try schedule.take()
        #expect(taken2.work.correlation == 3)
    }

    @Test func noExpressThreadIsUsedWhereAThreadIsSoonFree() throws {
        var schedule = Self.schedule(threads: 2) { $0.expressNanosecondsMax = [20e6] }
        for (connection, milliseconds) in [("a", 60_000.0), ("b", 5)] {
            try schedule.append(
                Self.work(connection, 1), byteCount: 1,
                state: .ready(ScheduledBatch(milliseconds: [milliseconds])))
            let taken3 = schedule.next()
            #expect(taken3?.place == .thread)
        }
        try schedule.append(
            Self.work("c", 1), byteCount: 1, state: .ready(ScheduledBatch(milliseconds: [5])))
        schedule.expectNothing()
    }

    // MARK: - Memory

    @Test func aStateThatDoesNotFitWaitsAndGetsItsTurn() throws {
        var schedule = Self.schedule(threads: 3)
        func append(_ connection: String, _ byteCount: Int) throws {
            let batch = ScheduledBatch(milliseconds: [10], byteCount: byteCount)
            try schedule.append(Self.work(connection, 1), byteCount: 1, state: .ready(batch))
        }
        try append("first", 60)
        let first = try schedule.take()
        try append("large", 80)
        try append("medium", 30)
        try append("small", 5)
        // The medium one would fit, but then the large one might wait for ever.
        let small = try schedule.take()
        #expect(small.work.connection == "small")
        schedule.expectNothing()
        _ = schedule.finished(first, .ran([]), nanoseconds: 10e6)
        let taken4 = schedule.next()
        #expect(taken4?.work.connection == "large")
        schedule.expectNothing()
    }

    @Test func theReserveIsForWhatFitsInItAndWaitsForNothingLarger() throws {
        var schedule = Self.schedule(threads: 5) { $0.reservedByteCount = 40 }
        func append(_ connection: String, _ byteCount: Int) throws {
            let batch = ScheduledBatch(milliseconds: [10], byteCount: byteCount)
            try schedule.append(Self.work(connection, 1), byteCount: 1, state: .ready(batch))
        }
        try append("all", 100)
        let all = try schedule.take()
        try append("large", 80)
        try append("middle", 30)
        try append("other", 20)
        let middle = try schedule.take()
        #expect(middle.work.connection == "middle")
        schedule.expectNothing()
        _ = schedule.finished(middle, .ran([]), nanoseconds: 10e6)
        #expect(try schedule.take().work.connection == "other")
        schedule.expectNothing()
        _ = schedule.finished(all, .ran([]), nanoseconds: 10e6)
        #expect(try schedule.take().work.connection == "large")
    }

    @Test func moreMemoryThanMayBePromisedIsRefusedByName() throws {
        var schedule = Self.schedule { $0.committedByteCountMax = 150 }
        let batch = ScheduledBatch(milliseconds: [10, 10], byteCount: 60)
        try schedule.append(Self.work("a", 1), byteCount: 1, state: .ready(batch))
        try schedule.append(Self.work("b", 1), byteCount: 1, state: .ready(batch))
        let error = #expect(throws: RuntimeError.self) {
            try schedule.append(Self.work("c", 1), byteCount: 1, state: .ready(batch))
        }
        #expect(error?.code.rawValue == "simulator.overCommitted")
        #expect(schedule.count == 2)
        schedule.removeAll(of: "a")
        try schedule.append(Self.work("c", 1), byteCount: 1, state: .ready(batch))
    }

    // MARK: - Reading

    @Test func requestsOfAConnectionAreReadOneAfterTheOther() throws {
        var schedule = Self.schedule(threads: 4)
        for correlation in UInt64(1)...2 {
            try schedule.append(Self.work("a", correlation), byteCount: 1, state: .unread([0]))
        }
        try schedule.append(Self.work("b", 1), byteCount: 1, state: .unread([0]))
        let pieces = [try schedule.take(), try schedule.take()]
        #expect(pieces.map(\.work.connection).sorted() == ["a", "b"])
        schedule.expectNothing()
        #expect(!schedule.hasReadAll(of: "a"))
        let first = try #require(pieces.first { $0.work.connection == "a" })
        _ = schedule.finished(first, .read(ScheduledBatch(milliseconds: [1])), nanoseconds: 1)
        let next = [try schedule.take(), try schedule.take()]
        #expect(Set(next.map(\.work.correlation)) == [1, 2])
    }

    @Test func whatMayBeReadForLongLeavesTheFirstExpressThreadToOthers() throws {
        var schedule = Self.schedule { $0.expressNanosecondsMax = [20e6, 1e9] }
        let long = ScheduledBatch(milliseconds: [9_000])
        try schedule.append(Self.work("a", 1), byteCount: 1, state: .ready(long))
        _ = try schedule.take()
        try schedule.append(Self.work("b", 1), byteCount: 1, state: .unread([0], mayBeLong: true))
        try schedule.append(Self.work("c", 1), byteCount: 1, state: .unread([0]))
        #expect(try schedule.take().place == .express(0))
        #expect(try schedule.take().place == .express(1))
    }

    @Test func whatCannotBeReadIsAnsweredWithTheReason() throws {
        var schedule = Self.schedule()
        try schedule.append(Self.work("a", 1), byteCount: 1, state: .unread([0]))
        let piece = try schedule.take()
        let ending = schedule.finished(piece, .failed(Self.failure("Bad.")), nanoseconds: 1)
        let error = #expect(throws: RuntimeError.self) { try ending?.result.get() }
        #expect(error?.message == "Bad.")
        #expect(schedule.count == 0)
    }
}
