/// Random numbers that a seed and a stream number determine: Philox 4×64 with ten rounds.
///
/// The generator is a keyed permutation of a counter (Salmon and others, "Parallel random numbers: as easy as
/// 1, 2, 3", 2011): block `c` of four words depends on key and counter alone. The key is (seed, stream), the
/// counter starts at 0. Only integer arithmetic: the same on every machine.
package struct PhiloxRandom: RandomNumberGenerator, Sendable {
    /// Blocks made at once: the multiplications of one do not wait for those of another.
    private static let bufferedBlockCount = 4

    private let key: (UInt64, UInt64)
    private let branch: (UInt64, UInt64)
    private var counter: UInt64 = 0
    private var buffer = InlineArray<16, UInt64>(repeating: 0)
    private var used = 16

    /// - Parameter branch: Tells apart parts of one stream that are drawn from in any order, or at once.
    package init(seed: UInt64, stream: UInt64, branch: (UInt64, UInt64) = (0, 0)) {
        self.key = (seed, stream)
        self.branch = branch
    }

    /// The numbers of another part of the same stream, from the first.
    func branched(_ first: UInt64, _ second: UInt64) -> PhiloxRandom {
        PhiloxRandom(seed: self.key.0, stream: self.key.1, branch: (first, second))
    }

    @inline(__always)
    package mutating func next() -> UInt64 {
        if self.used == 16 { self.refill() }
        let word = self.buffer[self.used]
        self.used &+= 1
        return word
    }

    @inline(never)
    private mutating func refill() {
        for index in 0..<Self.bufferedBlockCount {
            let block = Self.block(
                counter: (self.counter &+ UInt64(index), self.branch.0, self.branch.1, 0), key: self.key)
            self.buffer[4 * index] = block.0
            self.buffer[4 * index + 1] = block.1
            self.buffer[4 * index + 2] = block.2
            self.buffer[4 * index + 3] = block.3
        }
        self.counter &+= UInt64(Self.bufferedBlockCount)
        self.used = 0
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

    @inline(__always)
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
