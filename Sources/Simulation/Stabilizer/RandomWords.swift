/// Random words, taken from their source many at a time.
struct RandomWords: ~Copyable {
    package typealias Source = (UnsafeMutableBufferPointer<UInt64>) -> Void

    private let buffer: UnsafeMutableBufferPointer<UInt64>
    private var used: Int

    init() {
        self.buffer = .allocate(capacity: 256)
        self.buffer.initialize(repeating: 0)
        self.used = self.buffer.count
    }

    deinit {
        self.buffer.deallocate()
    }

    mutating func next(_ fill: Source) -> UInt64 {
        if self.used == self.buffer.count {
            fill(self.buffer)
            self.used = 0
        }
        self.used &+= 1
        return self.buffer[self.used &- 1]
    }

    /// Uniform in `(0, 1]`, a multiple of `2^-53`.
    mutating func nextUniform(_ fill: Source) -> Double {
        Double((self.next(fill) &>> 11) &+ 1) * 0x1p-53
    }
}
