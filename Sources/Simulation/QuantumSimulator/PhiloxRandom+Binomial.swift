extension PhiloxRandom {
    /// How many of `count` trials succeed, exactly as if each had drawn a number below `probability`.
    ///
    /// All trials draw their numbers together, digit by digit: half of those whose digits so far are those of the
    /// probability are decided by the next digit, and how many that are is the number of ones in as many random
    /// bits. So `count` trials take about `count / 32` words.
    ///
    /// - Parameter probability: To 64 binary digits; below 0 counts as 0, above 1 as 1.
    package mutating func nextSuccessCount(of count: Int, probability: Double) -> Int {
        if !(probability > 0) { return 0 }
        if probability >= 1 { return count }
        var digits = UInt64(probability * 0x1p64)
        var (undecided, successes) = (count, 0)
        while undecided > Self.singleTrialCountMax {
            if digits == 0 { return successes }
            let ones = self.nextOneCount(among: undecided)
            if digits >> 63 == 1 {
                successes += undecided - ones
                undecided = ones
            } else {
                undecided -= ones
            }
            digits <<= 1
        }
        for _ in 0..<undecided where self.next() < digits { successes += 1 }
        return successes
    }

    /// As few trials draw all their digits at once.
    private static var singleTrialCountMax: Int { 4 }

    /// How many of `count` random bits are 1.
    @inline(__always)
    private mutating func nextOneCount(among count: Int) -> Int {
        var ones = 0
        for _ in 0..<(count >> 6) { ones &+= self.next().nonzeroBitCount }
        let rest = UInt64(count & 63)
        if rest > 0 { ones &+= (self.next() >> (64 &- rest)).nonzeroBitCount }
        return ones
    }
}
