/// Sorts many numbers of few bits: digit by digit, the lowest first.
enum RadixOrder {
    /// From so many numbers on it is faster than comparing them.
    static let countMin = 500
    private static let digitBitCount = 11

    /// The indices of numbers in ascending order of the numbers, equal ones in their own order.
    static func order(of numbers: [UInt64]) -> [Int] {
        let all = numbers.reduce(0) { $0 | $1 }
        var order = Array(numbers.indices)
        var sorted = order
        let digitMask = (1 << Self.digitBitCount) - 1
        for shift in stride(from: 0, to: all.bitWidth - all.leadingZeroBitCount, by: Self.digitBitCount) {
            var starts = [Int](repeating: 0, count: digitMask + 2)
            for number in numbers {
                starts[Int(truncatingIfNeeded: number >> UInt64(shift)) & digitMask + 1] += 1
            }
            for digit in 0..<digitMask { starts[digit + 1] += starts[digit] }
            for index in order {
                let digit = Int(truncatingIfNeeded: numbers[index] >> UInt64(shift)) & digitMask
                sorted[starts[digit]] = index
                starts[digit] += 1
            }
            swap(&order, &sorted)
        }
        return order
    }
}
