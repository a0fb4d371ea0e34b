import ExecutorCore
import RuntimeModel
import Testing

@Suite struct WarmShelfTests {
    private static func key(
        _ session: String = "s", version: Int = 1, environment: String = "e", backend: String = "b"
    ) -> WarmKey {
        WarmKey(
            session: SessionID(session), programID: ProgramID("p"), programVersion: version,
            environment: environment, backend: backend)
    }

    @Test func aProcessServesWhatEqualsItsJobInEverything() {
        var shelf = WarmShelf<Int>(countMax: 4)
        _ = shelf.put(1, for: Self.key(), until: 10)
        for other in [
            Self.key("t"), Self.key(version: 2), Self.key(environment: "f"), Self.key(backend: "c"),
        ] {
            #expect(shelf.take(other) == nil)
        }
        #expect(shelf.take(Self.key()) == 1)
        #expect(shelf.take(Self.key()) == nil)
    }

    @Test func theProcessThatWaitedTheShortestIsTakenAndTheLongestGoes() {
        var shelf = WarmShelf<Int>(countMax: 2)
        #expect(shelf.put(1, for: Self.key(), until: 10)?.evicted == nil)
        #expect(shelf.put(2, for: Self.key(), until: 10)?.evicted == nil)
        #expect(shelf.put(3, for: Self.key(), until: 10)?.evicted == 1)
        #expect(shelf.take(Self.key()) == 3)
        #expect(shelf.count == 1)
    }

    @Test func aShelfWithoutRoomTakesNothing() {
        var shelf = WarmShelf<Int>(countMax: 0)
        #expect(shelf.put(1, for: Self.key(), until: 10) == nil)
        #expect(shelf.count == 0)
    }

    @Test func aStayEndsOnce() throws {
        var shelf = WarmShelf<Int>(countMax: 2)
        let first = shelf.put(1, for: Self.key(), until: 10)
        #expect(shelf.take(Self.key()) == 1)
        let second = shelf.put(1, for: Self.key(), until: 10)
        let (earlier, later) = (try #require(first?.stay), try #require(second?.stay))
        #expect(shelf.remove(earlier) == nil)
        #expect(shelf.remove(later) == 1)
        #expect(shelf.remove(later) == nil)
    }

    @Test func timeAndTheEndOfASessionTakeOutWhatTheyConcern() {
        var shelf = WarmShelf<Int>(countMax: 4)
        _ = shelf.put(1, for: Self.key(), until: 10)
        _ = shelf.put(2, for: Self.key("t"), until: 20)
        _ = shelf.put(3, for: Self.key("t", version: 2), until: 30)
        #expect(shelf.nextExpiry == 10)
        #expect(shelf.takeExpired(now: 9).isEmpty)
        #expect(shelf.takeExpired(now: 10) == [1])
        #expect(shelf.nextExpiry == 20)
        #expect(shelf.takeAll(of: SessionID("t")) == [2, 3])
        _ = shelf.put(4, for: Self.key(), until: 10)
        #expect(shelf.takeAll() == [4])
        #expect(shelf.nextExpiry == nil)
    }
}
