import CoordinatorCore
import Testing

@Suite struct SessionPaceTests {
    @Test func trustGrowsWithShortJobsAndIsGoneWithALongOne() {
        var pace = SessionPace(jobMillisecondsMax: 10, countMax: 3)
        for (milliseconds, count) in [(0, 1), (10, 2), (3, 3), (3, 3), (11, 0), (5, 1)] {
            pace.jobEnded(milliseconds: milliseconds)
            #expect(pace.leasesAhead == count)
        }
    }

    @Test func whoseTimeIsNotKnownOrFalseIsNotTrusted() {
        var pace = SessionPace(jobMillisecondsMax: 10, countMax: 3)
        for milliseconds in [nil, -1, Int.max, Int.min] {
            pace.jobEnded(milliseconds: 1)
            pace.jobEnded(milliseconds: milliseconds)
            #expect(pace.leasesAhead == 0)
        }
    }

    @Test func nothingIsGivenAheadWhereNothingMayBe() {
        var pace = SessionPace(jobMillisecondsMax: 10, countMax: 0)
        for _ in 0..<5 { pace.jobEnded(milliseconds: 1) }
        #expect(pace.leasesAhead == 0)
    }
}
