import RuntimeClient
import RuntimeModel
import RuntimeTestKit
import RuntimeWire
import Testing

@Suite struct JobsSpliceTests {
    private static func job(_ number: UInt64) -> JobID { JobID(high: number, low: 7) }

    private static func event(_ job: UInt64, _ sequence: UInt64, last: Bool = false) -> EventRecord {
        EventRecord(
            job: Self.job(job), sequence: sequence, attempt: 1, kind: last ? .status : .interim,
            flags: last ? 1 : 0, contentType: .json, time: Timestamp(microseconds: 100 * job + sequence),
            body: [])
    }

    private static func summary(_ job: UInt64, last: UInt64, _ status: JobStatus) -> JobSummary {
        JobSummary(
            jobID: Self.job(job), programID: ProgramID("p"), programVersion: 1, backend: "b",
            owner: AccountID("a"), status: status, attempt: 1, last: last, tags: [], environment: "e",
            maxExecutionTime: 1, createdAt: Timestamp(microseconds: 100 * job + 1))
    }

    /// A machine whose first survey has found nothing.
    private static func begun(endedCountMax: Int = 9) -> JobsSplice {
        var splice = JobsSplice(earlyCountMax: 9, endedCountMax: endedCountMax)
        splice.marker(published: 0)
        _ = splice.beginSurvey()
        splice.endSurvey(isComplete: true)
        return splice
    }

    @Test func messagesInOrderAreDeliveredAndNothingIsAsked() {
        var splice = Self.begun()
        var ready: [EventRecord] = []
        for (number, event) in [Self.event(1, 1), Self.event(2, 1), Self.event(1, 2), Self.event(2, 2)]
            .enumerated()
        {
            splice.receive(event, number: UInt64(number + 1), hasRoom: true, into: &ready)
        }
        #expect(ready.map(\.sequence) == [1, 1, 2, 2])
        #expect(!splice.wantsSurvey)
        #expect(splice.nextRead() == nil)
    }

    @Test func aMissingNumberWantsASurveySinceTheNewestJobBeforeIt() {
        var splice = Self.begun()
        var ready: [EventRecord] = []
        splice.receive(Self.event(1, 1), number: 1, hasRoom: true, into: &ready)
        splice.receive(Self.event(3, 1), number: 3, hasRoom: true, into: &ready)
        #expect(splice.wantsSurvey)
        #expect(splice.beginSurvey() == Timestamp(microseconds: 101))
        splice.found(Self.summary(2, last: 2, .completed))
        splice.endSurvey(isComplete: true)
        var reads: [JobID: UInt64] = [:]
        while let (job, after) = splice.nextRead() { reads[job] = after }
        #expect(reads == [Self.job(1): 1, Self.job(2): 0, Self.job(3): 1])
        splice.page(
            of: Self.job(2), [Self.event(2, 1), Self.event(2, 2, last: true)], last: 2, isFinal: true,
            into: &ready)
        #expect(ready.map(\.job) == [1, 3, 2, 2].map { Self.job($0) })
        #expect(splice.beginSurvey() == Timestamp(microseconds: 301))
    }

    @Test func aLastMessageThatWasLostIsLearntOfByTheCount() {
        var splice = Self.begun()
        splice.learn(published: 0)
        #expect(!splice.wantsSurvey)
        splice.learn(published: 1)
        #expect(splice.wantsSurvey)
    }

    @Test func anEndedJobIsNotBegunAnewByWhatIsRepeated() {
        var splice = Self.begun(endedCountMax: 1)
        var ready: [EventRecord] = []
        splice.receive(Self.event(1, 1, last: true), number: 1, hasRoom: true, into: &ready)
        splice.receive(Self.event(1, 1, last: true), number: 1, hasRoom: true, into: &ready)
        splice.found(Self.summary(1, last: 1, .completed))
        #expect(ready.count == 1)
        #expect(splice.nextRead() == nil)
    }

    @Test func whatThereIsNoRoomForIsReadLater() {
        var splice = Self.begun()
        var ready: [EventRecord] = []
        splice.receive(Self.event(1, 1), number: 1, hasRoom: false, into: &ready)
        #expect(ready.isEmpty)
        #expect(splice.nextRead()?.job == Self.job(1))
        splice.readFailed(Self.job(1))
        #expect(splice.nextRead()?.after == 0)
    }

    @Test func anIncompleteSurveyIsWantedAgainFromTheSameMark() {
        var splice = Self.begun()
        var ready: [EventRecord] = []
        splice.receive(Self.event(1, 1), number: 1, hasRoom: true, into: &ready)
        splice.feedLost()
        #expect(splice.beginSurvey() == Timestamp(microseconds: 101))
        splice.found(Self.summary(9, last: 1, .queued))
        splice.endSurvey(isComplete: false)
        #expect(splice.wantsSurvey)
        #expect(splice.beginSurvey() == Timestamp(microseconds: 101))
    }
}
