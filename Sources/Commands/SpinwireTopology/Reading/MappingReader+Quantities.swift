import Yams

extension MappingReader {
    /// A whole number within limits.
    func integer(_ key: String, otherwise: Int, in range: ClosedRange<Int>) -> Int {
        guard let node = self.node(key) else { return otherwise }
        guard let value = node.int else {
            self.note(key, "expected a whole number")
            return otherwise
        }
        return self.limited(key, value, in: range, otherwise: otherwise) { "\($0)" }
    }

    /// A whole number that has to be there.
    func requiredInteger(_ key: String, in range: ClosedRange<Int>) -> Int {
        if !self.has(key) { self.note(key, "is missing") }
        return self.integer(key, otherwise: range.lowerBound, in: range)
    }

    /// A number of bytes, written as `65536`, `64 KiB`, `4 GiB`.
    func byteCount(_ key: String, otherwise: Int, in range: ClosedRange<Int>) -> Int {
        guard self.has(key) else { return otherwise }
        let units = ["": 1, "B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40]
        guard let (number, unit) = Self.quantity(self.node(key)?.scalar?.string), let factor = units[unit],
            let count = Int(exactly: (number * Double(factor)).rounded())
        else {
            self.note(key, "expected a number of bytes such as 65536, 64 KiB or 4 GiB")
            return otherwise
        }
        return self.limited(key, count, in: range, otherwise: otherwise, Self.bytes)
    }

    /// A time, written as `500 ms`, `2 s`, `10 min`, `24 h` or `30 d`.
    func duration(_ key: String, otherwise: Duration, in range: ClosedRange<Duration>) -> Duration {
        guard self.has(key) else { return otherwise }
        return self.duration(key, self.node(key)?.scalar?.string, otherwise: otherwise, in: range)
    }

    /// A list of times in ascending order.
    func durations(
        _ key: String, otherwise: [Duration], countMax: Int, in range: ClosedRange<Duration>
    ) -> [Duration] {
        guard let texts = self.texts(key) else { return otherwise }
        let durations = texts.enumerated().map { index, text in
            self.duration("\(key)[\(index)]", text, otherwise: range.lowerBound, in: range)
        }
        guard texts.count <= countMax, zip(durations, durations.dropFirst()).allSatisfy({ $0 <= $1 }) else {
            self.note(key, "expected at most \(countMax) times, in ascending order")
            return otherwise
        }
        return durations
    }

    private func duration(
        _ key: String, _ text: String?, otherwise: Duration, in range: ClosedRange<Duration>
    ) -> Duration {
        let units = ["us": 1e-6, "ms": 1e-3, "s": 1.0, "min": 60.0, "h": 3600.0, "d": 86_400.0]
        guard let (number, unit) = Self.quantity(text), let factor = units[unit] else {
            self.note(key, "expected a time such as 500 ms, 2 s or 10 min")
            return otherwise
        }
        return self.limited(key, .seconds(number * factor), in: range, otherwise: otherwise) { "\($0)" }
    }

    /// A number within limits; `nil` when there is none.
    func number(_ key: String, in range: ClosedRange<Double>) -> Double? {
        guard let node = self.node(key) else { return nil }
        if let value = node.float, range.contains(value) { return value }
        self.note(key, "expected a number between \(range.lowerBound) and \(range.upperBound)")
        return nil
    }

    /// A list of numbers within limits, or one number as a list; null stands for what is not known.
    ///
    /// - Parameter counts: how long a list may be.
    func numbers(_ key: String, counts: Set<Int>, in range: ClosedRange<Double>) -> [Double?]? {
        guard let node = self.node(key) else { return nil }
        if node.scalar != nil {
            let one = self.number(key, in: range)
            return [Double?](repeating: one, count: counts.min() ?? 1)
        }
        guard let sequence = node.sequence, counts.contains(sequence.count) else {
            let lengths = counts.sorted().map { "\($0)" }.joined(separator: " or ")
            self.note(key, "expected a number, or a list of \(lengths)")
            return nil
        }
        return sequence.enumerated().map { index, item in
            if item.null != nil { return nil }
            if let value = item.float, range.contains(value) { return value }
            self.note(
                "\(key)[\(index)]",
                "expected a number between \(range.lowerBound) and \(range.upperBound), or null")
            return nil
        }
    }

    private static func quantity(_ text: String?) -> (Double, String)? {
        guard let text else { return nil }
        let digits = text.prefix { $0.isNumber || $0 == "." }
        guard let number = Double(digits), number <= 1e15 else { return nil }
        return (number, String(text.dropFirst(digits.count).drop { $0 == " " }))
    }

    private func limited<Value: Comparable>(
        _ key: String, _ value: Value, in range: ClosedRange<Value>, otherwise: Value,
        _ written: (Value) -> String
    ) -> Value {
        if range.contains(value) { return value }
        self.note(key, "must be between \(written(range.lowerBound)) and \(written(range.upperBound))")
        return otherwise
    }

    /// A number of bytes as a file has it.
    static func bytes(_ count: Int) -> String {
        for (unit, shift) in [("TiB", 40), ("GiB", 30), ("MiB", 20), ("KiB", 10)] {
            if count >= 1 << shift, count.trailingZeroBitCount >= shift { return "\(count >> shift) \(unit)" }
        }
        return "\(count)"
    }
}
