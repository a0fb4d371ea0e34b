/// Spoils texts at random places.
struct Damage {
    private var state: UInt64

    init(seed: UInt64) { self.state = seed }

    /// SplitMix64.
    private mutating func next(below bound: Int) -> Int {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var value = self.state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return Int((value ^ value >> 31) % UInt64(bound))
    }

    /// The text with a few bytes changed, a part cut out, or its end gone.
    mutating func damaged(_ text: [UInt8]) -> [UInt8] {
        var text = text
        switch self.next(below: 3) {
        case 0:
            let alphabet = Array("0123456789-+.eE[]{}\",:\\u tfn".utf8)
            for _ in 0..<(1 + self.next(below: 4)) {
                text[self.next(below: text.count)] = alphabet[self.next(below: alphabet.count)]
            }
        case 1:
            let start = self.next(below: text.count)
            text.removeSubrange(start..<min(text.count, start + 1 + self.next(below: 40)))
        default: text.removeLast(self.next(below: text.count))
        }
        return text
    }
}
