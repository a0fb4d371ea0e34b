import RuntimeClient
import RuntimeModel
import RuntimeTestKit
import RuntimeWire
import Testing

extension TimelineSplice {
    /// What one event brings.
    fileprivate mutating func receive(_ event: EventRecord) -> [EventRecord] {
        var ready: [EventRecord] = []
        self.receive(event, into: &ready)
        return ready
    }
}

@Suite struct TimelineSpliceTests {
    private static let job = JobID(high: 1, low: 2)

    private static func event(_ sequence: UInt64, last: Bool = false, form: BodyForm = .inline) -> EventRecord
    {
        EventRecord(
            job: Self.job, sequence: sequence, attempt: 1, kind: last ? .status : .interim,
            flags: last ? 1 : 0,
            contentType: .json, bodyForm: form, time: Timestamp(microseconds: sequence),
            body: [UInt8(sequence & 0xFF)])
    }

    @Test func whatComesInOrderIsDeliveredAtOnce() {
        var splice = TimelineSplice(after: 0, earlyCountMax: 8)
        #expect(splice.receive(Self.event(1)).map(\.sequence) == [1])
        #expect(splice.receive(Self.event(2, last: true)).map(\.sequence) == [2])
        #expect(splice.isDone)
    }

    @Test func whatComesEarlyWaitsForWhatIsMissing() {
        var splice = TimelineSplice(after: 0, earlyCountMax: 8)
        #expect(splice.receive(Self.event(3)).isEmpty)
        #expect(splice.isMissingSome)
        #expect(splice.receive(Self.event(1)).map(\.sequence) == [1])
        #expect(splice.receive(Self.event(2)).map(\.sequence) == [2, 3])
        #expect(!splice.isMissingSome)
    }

    @Test func whatComesTwiceIsDeliveredOnce() {
        var splice = TimelineSplice(after: 0, earlyCountMax: 8)
        _ = splice.receive(Self.event(1))
        #expect(splice.receive(Self.event(1)).isEmpty)
    }

    @Test func theMarkerTellsWhatWasMissedBeforeIt() {
        var splice = TimelineSplice(after: 0, earlyCountMax: 8)
        splice.marker(last: 4, isFinal: false)
        #expect(splice.isSubscribed)
        #expect(splice.isMissingSome)
        for sequence in 1...4 as ClosedRange<UInt64> { _ = splice.receive(Self.event(sequence)) }
        #expect(!splice.isMissingSome)
        #expect(!splice.isDone)
    }

    @Test func aDroppedEndIsLearntFromTheTimeline() {
        var splice = TimelineSplice(after: 0, earlyCountMax: 8)
        _ = splice.receive(Self.event(1))
        splice.learn(last: 2, isFinal: true)
        #expect(splice.isMissingSome)
        #expect(!splice.isDone)
        _ = splice.receive(Self.event(2, last: true))
        #expect(splice.isDone)
    }

    @Test func aReaderThatHasEverythingIsDoneAsSoonAsItKnowsTheEnd() {
        var splice = TimelineSplice(after: 7, earlyCountMax: 8)
        splice.marker(last: 7, isFinal: true)
        #expect(splice.isDone)
    }

    @Test func aWithheldBodyIsAHoleThatTheTimelineFills() {
        var splice = TimelineSplice(after: 0, earlyCountMax: 8)
        #expect(splice.receive(Self.event(1, form: .withheld)).isEmpty)
        #expect(splice.isMissingSome)
        #expect(splice.receive(Self.event(1)).map(\.sequence) == [1])
    }

    @Test func moreEarlyEventsThanMayBeKeptAreReadAgain() {
        var splice = TimelineSplice(after: 0, earlyCountMax: 2)
        for sequence in 2...5 as ClosedRange<UInt64> { _ = splice.receive(Self.event(sequence)) }
        #expect(splice.receive(Self.event(1)).map(\.sequence) == [1, 2, 3])
        #expect(splice.isMissingSome)
        #expect(splice.next == 4)
    }

    /// Goal: each event is delivered once and in order, and the end is reached, whatever the topic does.
    /// Method: a topic that loses, repeats and reorders by seed, beside a timeline that is read when something is missing.
    @Test(arguments: UInt64(0)..<400)
    func everyEventIsDeliveredOnceWhateverTheTopicDoes(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let count = UInt64.random(in: 1...60, using: &random)
        let log = (1...count).map { Self.event($0, last: $0 == count) }
        var topic = log.filter { _ in Int.random(in: 0..<4, using: &random) != 0 }
        topic += topic.filter { _ in Int.random(in: 0..<5, using: &random) == 0 }
        if Bool.random(using: &random) { topic.shuffle(using: &random) }
        var splice = TimelineSplice(after: 0, earlyCountMax: Int.random(in: 0...5, using: &random))
        var delivered: [UInt64] = []
        if Bool.random(using: &random) {
            splice.marker(last: UInt64.random(in: 0...count, using: &random), isFinal: false)
        }
        for event in topic {
            delivered += splice.receive(event).map(\.sequence)
            if splice.isMissingSome, Int.random(in: 0..<6, using: &random) == 0 {
                let page = log.filter { $0.sequence >= splice.next }.prefix(7)
                for event in page { delivered += splice.receive(event).map(\.sequence) }
            }
        }
        // The topic is silent: the probe tells where the timeline ends, and reading brings what is missing.
        splice.learn(last: count, isFinal: true)
        while splice.isMissingSome {
            for event in log.filter({ $0.sequence >= splice.next }).prefix(7) {
                delivered += splice.receive(event).map(\.sequence)
            }
        }
        #expect(splice.isDone)
        #expect(delivered == Array(1...count))
    }
}
