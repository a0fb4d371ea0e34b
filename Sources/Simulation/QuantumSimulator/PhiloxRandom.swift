/// Random numbers that a seed and a stream number determine: Philox 4×64 with ten rounds.
///
/// The generator is a keyed permutation of a counter (Salmon and others, "Parallel random numbers: as easy as
/// 1, 2, 3", 2011): block `c` of four words depends on key and counter alone. The key is (seed, stream), the
/// counter starts at 0. Only integer arithmetic: the same on every machine.
package struct PhiloxRandom: RandomNumberGenerator, Sendable {
    private let key: (UInt64, UInt64)
    private let substream: UInt64
    private var counter: UInt64 = 0
    private var block: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    private var used = 4

    /// - Parameter substream: The counter's second word: parts of one stream that may be drawn at once.
    package init(seed: UInt64, stream: UInt64, substream: UInt64 = 0) {
        self.key = (seed, stream)
        self.substream = substream
    }

    package mutating func next() -> UInt64 {
        if self.used == 4 {
            self.block = Self.block(counter: (self.counter, self.substream, 0, 0), key: self.key)
            self.counter &+= 1
            self.used = 0
        }
        self.used += 1
        switch self.used {
        case 1: return self.block.0
        case 2: return self.block.1
        case 3: return self.block.2
        default: return self.block.3
        }
    }

    /// Puts the next words into a buffer; four at a time, what is left of the last four is dropped.
    package mutating func fill(_ words: UnsafeMutableBufferPointer<UInt64>) {
        self.used = 4
        var index = 0
        while index < words.count {
            let block = Self.block(counter: (self.counter, self.substream, 0, 0), key: self.key)
            self.counter &+= 1
            words[index] = block.0
            if index &+ 1 < words.count { words[index &+ 1] = block.1 }
            if index &+ 2 < words.count { words[index &+ 2] = block.2 }
            if index &+ 3 < words.count { words[index &+ 3] = block.3 }
            index &+= 4
        }
    }

    /// Uniform in `[0, 1)`, a multiple of `2^-53`.
    package mutating func nextUniform() -> Double {
        Double(self.next() >> 11) * 0x1p-53
    }

    /// Uniform in `0..<bound`, by Lemire's multiplication with rejection.
    package mutating func nextIndex(below bound: Int) -> Int {
        precondition(bound > 0, "There is an index to draw.")
        let width = UInt64(bound)
        var product = self.next().multipliedFullWidth(by: width)
        if product.low < width {
            let threshold = (0 &- width) % width
            while product.low < threshold { product = self.next().multipliedFullWidth(by: width) }
        }
        return Int(product.high)
    }

    /// How many of `count` trials succeed: one draw each, so exact whatever the probability.
    package mutating func nextSuccessCount(of count: Int, probability: Double) -> Int {
        if probability <= 0 { return 0 }
        if probability >= 1 { return count }
        var successes = 0
        for _ in 0..<count where self.nextUniform() < probability { successes += 1 }
        return successes
    }

    static func block(
        counter: (UInt64, UInt64, UInt64, UInt64), key: (UInt64, UInt64)
    ) -> (UInt64, UInt64, UInt64, UInt64) {
        var (c, k) = (counter, key)
        for _ in 0..<10 {
            let left = c.0.multipliedFullWidth(by: 0xD2E7_470E_E14C_6C93)
            let right = c.2.multipliedFullWidth(by: 0xCA5A_8263_9512_1157)
            c = (right.high ^ c.1 ^ k.0, right.low, left.high ^ c.3 ^ k.1, left.low)
            k = (k.0 &+ 0x9E37_79B9_7F4A_7C15, k.1 &+ 0xBB67_AE85_84CA_A73B)
        }
        return c
    }
}
