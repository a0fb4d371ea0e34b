/// Transposes a square of 64×64 bits in place: afterwards bit `j` of word `i` is what bit `i` of word `j` was.
///
/// Exchanges the off-diagonal quarters of ever smaller squares.
enum BitTranspose {
    static func transpose(_ words: UnsafeMutablePointer<UInt64>) {
        Self.exchange(words, distance: 32, mask: 0x0000_0000_FFFF_FFFF)
        Self.exchange(words, distance: 16, mask: 0x0000_FFFF_0000_FFFF)
        Self.exchange(words, distance: 8, mask: 0x00FF_00FF_00FF_00FF)
        Self.exchange(words, distance: 4, mask: 0x0F0F_0F0F_0F0F_0F0F)
        Self.exchange(words, distance: 2, mask: 0x3333_3333_3333_3333)
        Self.exchange(words, distance: 1, mask: 0x5555_5555_5555_5555)
    }

    @inline(__always)
    private static func exchange(_ words: UnsafeMutablePointer<UInt64>, distance: Int, mask: UInt64) {
        var start = 0
        while start < 64 {
            for low in start..<(start &+ distance) {
                let high = low &+ distance
                let difference = (words[low] &>> UInt64(distance) ^ words[high]) & mask
                words[low] ^= difference &<< UInt64(distance)
                words[high] ^= difference
            }
            start &+= 2 &* distance
        }
    }
}
