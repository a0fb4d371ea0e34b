import CoordinatorCore
import Testing

@Suite struct SessionPaceTests {
    @Test func trustGrowsWithShortJobsAndIsGoneWithALongOne() {
        var pace = SessionPace(jobNanosecondsMax: 10, countMax: 3)
        // Of the first one nobody knows when it was leased.
        pace.jobCompleted(leasedAt: nil, now: 100)
        #expect(pace.leasesAhead == 0)
        for (count, end) in [(1, 110), (2, 120), (3, 130), (3, 140)] as [(Int, Int64)] {
            pace.jobCompleted(leasedAt: 0, now: end)
            #expect(pace.leasesAhead == count)
        }
        pace.jobCompleted(leasedAt: 0, now: 151)
        #expect(pace.leasesAhead == 0)
        // A pause between two jobs is none of theirs.
        pace.jobCompleted(leasedAt: 995, now: 1_000)
        #expect(pace.leasesAhead == 1)
    }

    @Test func nothingIsGivenAheadWhereNothingMayBe() {
        var pace = SessionPace(jobNanosecondsMax: 10, countMax: 0)
        for end in 0..<5 as Range<Int64> { pace.jobCompleted(leasedAt: end, now: end) }
        #expect(pace.leasesAhead == 0)
    }
}
