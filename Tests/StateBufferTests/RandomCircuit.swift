import Glibc
import QuantumSimulator
import SimulatorCore

/// Draws circuits of every kind of operation.
struct RandomCircuit {
    private var random: PhiloxRandom
    let qubitCount: Int

    init(seed: UInt64, qubitCount: Int) {
        self.random = PhiloxRandom(seed: seed, stream: 17)
        self.qubitCount = qubitCount
    }

    /// Unitary operations: gates as circuits have them and matrices as they come.
    mutating func operations(count: Int) -> [LinearOperation] {
        (0..<count).map { _ in self.operation() }
    }

    private mutating func operation() -> LinearOperation {
        let order = self.shuffledQubits()
        guard self.qubitCount > 0 else { return .diagonal(self.phases(1), on: []) }
        let half = 0.5.squareRoot()
        switch self.random.nextIndex(below: self.qubitCount == 1 ? 4 : 13) {
        case 0: return .dense([half, 0, half, 0, half, 0, -half, 0], on: [order[0]])
        case 1: return .dense(self.unitary(1), on: [order[0]])
        case 2: return .diagonal(self.phases(2), on: [order[0]])
        case 3: return .dense(self.rotation(), on: [order[0]])
        case 4: return self.controlledFlip(order[0], [order[1]])
        case 5: return .dense(self.unitary(2), on: Array(order[..<2]))
        case 6: return .diagonal(self.phases(4), on: Array(order[..<2]))
        case 7: return .swap(order[0], order[1])
        case 8: return self.controlledPhase(order)
        case 9: return .dense(self.unitary(1), on: [order[0]], controlMask: 1 << order[1], controlValue: 0)
        case 10: return self.controlledFlip(order[0], Array(order[1...].prefix(3)))
        case 11:
            let count = min(self.qubitCount, 1 + self.random.nextIndex(below: 6))
            return .dense(self.unitary(count), on: Array(order[..<count]))
        default: return self.widelyControlled(order)
        }
    }

    private mutating func widelyControlled(_ order: [Int]) -> LinearOperation {
        let count = min(self.qubitCount, 2 + self.random.nextIndex(below: 4))
        let mask = order[..<(count - 1)].reduce(0) { $0 | 1 << $1 }
        let value = self.random.nextIndex(below: 1 << self.qubitCount) & mask
        let rest = Array(order[(count - 1)...].prefix(2))
        if rest.count == 2, self.random.nextIndex(below: 2) == 0 {
            return .swap(rest[0], rest[1], controlMask: mask, controlValue: value)
        }
        if self.random.nextIndex(below: 2) == 0 {
            return .diagonal(self.phases(1 << rest.count), on: rest, controlMask: mask, controlValue: value)
        }
        return .dense(self.unitary(rest.count), on: rest, controlMask: mask, controlValue: value)
    }

    private mutating func controlledPhase(_ order: [Int]) -> LinearOperation {
        let phase = self.phases(1)
        return .diagonal(
            [1, 0] + phase, on: [order[0]], controlMask: 1 << order[1], controlValue: 1 << order[1])
    }

    private func controlledFlip(_ target: Int, _ controls: [Int]) -> LinearOperation {
        let mask = controls.reduce(0) { $0 | 1 << $1 }
        return .dense([0, 0, 1, 0, 1, 0, 0, 0], on: [target], controlMask: mask, controlValue: mask)
    }

    private mutating func shuffledQubits() -> [Int] {
        var order = Array(0..<self.qubitCount)
        for last in order.indices.dropFirst().reversed() {
            order.swapAt(last, self.random.nextIndex(below: last + 1))
        }
        return order
    }

    // MARK: - Numbers

    private mutating func angle() -> Double { 2 * Double.pi * self.random.nextUniform() }

    private mutating func phases(_ count: Int) -> [Double] {
        (0..<count).flatMap { _ in
            let angle = self.angle()
            return [cos(angle), sin(angle)]
        }
    }

    /// A rotation about x or y: what has real or imaginary numbers alone.
    private mutating func rotation() -> [Double] {
        let (c, s) = (cos(self.angle()), 0.0)
        let sine = (1 - c * c).squareRoot()
        return self.random.nextIndex(below: 2) == 0
            ? [c, s, -sine, s, sine, s, c, s] : [c, s, s, sine, s, sine, c, s]
    }

    /// A random unitary matrix: rows of random numbers made orthogonal, each twice for the rounding.
    mutating func unitary(_ qubitCount: Int) -> [Double] {
        let count = 1 << qubitCount
        var rows: [[Double]] = []
        for _ in 0..<count {
            var row = (0..<(2 * count)).map { _ in self.random.nextUniform() - 0.5 }
            for _ in 0..<2 {
                for other in rows { Self.subtractProjection(of: &row, on: other) }
                let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
                row = row.map { $0 / length }
            }
            rows.append(row)
        }
        return rows.flatMap { $0 }
    }

    private static func subtractProjection(of row: inout [Double], on other: [Double]) {
        var (a, b) = (0.0, 0.0)
        for place in stride(from: 0, to: row.count, by: 2) {
            a += other[place] * row[place] + other[place + 1] * row[place + 1]
            b += other[place] * row[place + 1] - other[place + 1] * row[place]
        }
        for place in stride(from: 0, to: row.count, by: 2) {
            let (c, d) = (other[place], other[place + 1])
            row[place] -= a * c - b * d
            row[place + 1] -= a * d + b * c
        }
    }
}
