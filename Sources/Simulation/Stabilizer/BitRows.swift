/// A unit of bits that the kernels work on at once: bit 0 is the lowest bit of word 0.
typealias Lane = SIMD8<UInt64>

/// Rows of bits, each a whole number of lanes, one row after the other. All bits begin as 0.
struct BitRows: ~Copyable {
    static let laneBitCount = 512

    let laneCount: Int
    let lanes: UnsafeMutablePointer<Lane>

    init(rowCount: Int, laneCount: Int) {
        self.laneCount = laneCount
        let count = max(1, rowCount * laneCount)
        self.lanes = UnsafeMutablePointer<Lane>.allocate(capacity: count)
        self.lanes.initialize(repeating: .zero, count: count)
    }

    deinit {
        self.lanes.deallocate()
    }

    static func laneCount(bitCount: Int) -> Int {
        max(1, (bitCount + Self.laneBitCount - 1) / Self.laneBitCount)
    }

    func row(_ index: Int) -> UnsafeMutablePointer<Lane> {
        self.lanes + index &* self.laneCount
    }

    /// The words of a row, ``laneCount`` times 8.
    func words(_ index: Int) -> UnsafeMutablePointer<UInt64> {
        UnsafeMutableRawPointer(self.row(index)).assumingMemoryBound(to: UInt64.self)
    }
}

extension UnsafeMutablePointer<Lane> {
    /// Bit `index` of a row, 0 or 1.
    @inline(__always)
    func bit(_ index: Int) -> UInt64 {
        self[index &>> 9][(index &>> 6) & 7] &>> UInt64(truncatingIfNeeded: index & 63) & 1
    }

    /// The first bit of a row that is set.
    func firstSetBit(laneCount: Int) -> Int? {
        for lane in 0..<laneCount where self[lane] != .zero {
            for word in 0..<8 where self[lane][word] != 0 {
                return lane &* 512 &+ word &* 64 &+ self[lane][word].trailingZeroBitCount
            }
        }
        return nil
    }
}

extension SIMD8<UInt64> {
    /// 1 if an odd number of bits is set.
    @inline(__always)
    var parity: UInt64 {
        let four = self.lowHalf ^ self.highHalf
        let two = four.lowHalf ^ four.highHalf
        return UInt64(truncatingIfNeeded: (two.x ^ two.y).nonzeroBitCount & 1)
    }
}
