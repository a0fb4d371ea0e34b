/// A vector over the field of two elements.
struct BitVector: Equatable {
    /// Bit 0 of word 0 is the lowest.
    private var words: [UInt64]

    init(_ words: [UInt64]) {
        self.words = words
    }

    /// - Parameter other: Has as many words as the number shall have.
    init(hexadecimal: String, like other: BitVector) {
        self.words = other.words.map { _ in 0 }
        for (place, digit) in hexadecimal.reversed().enumerated() {
            self.words[place / 16] |= UInt64(digit.hexDigitValue ?? 0) << UInt64(4 * (place % 16))
        }
    }

    /// -1 for the zero vector.
    var highestBit: Int {
        guard let word = self.words.lastIndex(where: { $0 != 0 }) else { return -1 }
        return 64 * word + 63 - self.words[word].leadingZeroBitCount
    }

    func has(_ bit: Int) -> Bool { self.words[bit >> 6] >> UInt64(bit & 63) & 1 == 1 }

    static func ^ (left: BitVector, right: BitVector) -> BitVector {
        BitVector(zip(left.words, right.words).map { $0 ^ $1 })
    }

    /// The basis of a span in which each vector's highest bit is in no other; highest first.
    static func reducedBasis(of vectors: [BitVector]) -> [BitVector] {
        var byBit: [Int: BitVector] = [:]
        for vector in vectors {
            var rest = vector
            while let other = byBit[rest.highestBit] { rest = rest ^ other }
            if rest.highestBit >= 0 { byBit[rest.highestBit] = rest }
        }
        for bit in byBit.keys.sorted() {
            for (other, vector) in byBit where other > bit && vector.has(bit) {
                if let low = byBit[bit] { byBit[other] = vector ^ low }
            }
        }
        return byBit.sorted { $0.key > $1.key }.map(\.value)
    }
}
