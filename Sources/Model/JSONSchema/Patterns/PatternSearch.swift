/// One search: the states of a pattern that are alive at one place of a text.
struct PatternSearch {
    private let pattern: Pattern
    private var alive: [Int] = []
    private var following: [Int] = []
    /// For each instruction, the last place at which it was entered.
    private var entered: [Int]
    private var stack: [Int] = []
    private var workCount = 0

    /// How many states are looked at between two accounts.
    private static let accountInterval = 4096

    init(pattern: Pattern) {
        self.pattern = pattern
        self.entered = Array(repeating: -1, count: pattern.instructions.count)
    }

    mutating func run<Failure>(
        _ text: [UInt8], spend: (Int) throws(Failure) -> Void
    ) throws(Failure) -> Bool {
        var position = 0
        var previous: UInt32?
        while true {
            let (scalar, length) = Self.scalar(in: text, at: position)
            // A match may begin at every place.
            if self.enter(0, at: position, previous, scalar) { return try self.account(true, spend: spend) }
            guard let scalar else { return try self.account(false, spend: spend) }
            self.workCount += self.alive.count + 1
            for state in self.alive where self.takes(scalar, at: state) { self.following.append(state + 1) }
            self.alive.removeAll(keepingCapacity: true)
            position += length
            let (after, _) = Self.scalar(in: text, at: position)
            for state in self.following where self.enter(state, at: position, scalar, after) {
                return try self.account(true, spend: spend)
            }
            self.following.removeAll(keepingCapacity: true)
            previous = scalar
            if self.workCount > Self.accountInterval { _ = try self.account(false, spend: spend) }
        }
    }

    private mutating func account<Failure>(
        _ answer: Bool, spend: (Int) throws(Failure) -> Void
    ) throws(Failure) -> Bool {
        try spend(self.workCount)
        self.workCount = 0
        return answer
    }

    private mutating func takes(_ scalar: UInt32, at state: Int) -> Bool {
        switch self.pattern.instructions[state] {
        case .scalar(let wanted): return wanted == scalar
        case .set(let index):
            self.workCount += self.pattern.sets[index].partCount / 8
            return self.pattern.sets[index].contains(scalar)
        case .fork, .jump, .start, .end, .boundary, .match: return false
        }
    }

    /// Makes a state alive, with all that follow it without taking a character.
    ///
    /// - Returns: whether that is a match.
    private mutating func enter(_ first: Int, at place: Int, _ previous: UInt32?, _ next: UInt32?) -> Bool {
        self.stack.append(first)
        while let state = self.stack.popLast() {
            guard self.entered[state] != place else { continue }
            self.entered[state] = place
            self.workCount += 1
            switch self.pattern.instructions[state] {
            case .scalar, .set: self.alive.append(state)
            case .fork(let one, let other):
                self.stack.append(one)
                self.stack.append(other)
            case .jump(let target): self.stack.append(target)
            case .start: if previous == nil { self.stack.append(state + 1) }
            case .end: if next == nil { self.stack.append(state + 1) }
            case .boundary(let isOne):
                let changes = Self.isWord(previous) != Self.isWord(next)
                if changes == isOne { self.stack.append(state + 1) }
            case .match:
                self.stack.removeAll(keepingCapacity: true)
                return true
            }
        }
        return false
    }

    private static func isWord(_ scalar: UInt32?) -> Bool { scalar.map(ScalarSet.word.contains) ?? false }

    /// The character at a place of a text that is known to be UTF-8, and its length; `nil` at the end.
    private static func scalar(in text: [UInt8], at position: Int) -> (UInt32?, Int) {
        guard position < text.count else { return (nil, 0) }
        let first = text[position]
        if first < 0x80 { return (UInt32(first), 1) }
        let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        var value = UInt32(first) & (0x7F >> UInt32(length))
        for byte in text[position..<min(position + length, text.count)].dropFirst() {
            value = value << 6 | UInt32(byte & 0x3F)
        }
        return (value, length)
    }
}
