import CircuitModel

/// A one-qubit matrix in the form that takes the fewest products, and whether its two results change places.
package struct Rotation: Equatable, Sendable {
    package enum Form: Int, Sendable {
        /// `[[a, b], [c, d]]`: four complex numbers.
        case full = 0
        /// `[[1, b], [c, 1]]`: two complex numbers.
        case unit = 1
        /// `[[1, b], [c, 1]]`: two real numbers.
        case real = 2
        /// `[[1, ib], [ic, 1]]`: two real numbers.
        case imaginary = 3
        /// Nothing to multiply by.
        case none = 4
    }

    package var form: Form
    /// At most 8, as the form says.
    package var numbers: [Double]
    package var isFlipped: Bool

    static let none = Rotation(form: .none, numbers: [], isFlipped: false)

    package init(form: Form, numbers: [Double], isFlipped: Bool = false) {
        (self.form, self.numbers, self.isFlipped) = (form, numbers, isFlipped)
    }

    /// A matrix as it is.
    init(full map: OneQubitMap) {
        if map.a.isOne, map.d.isOne, !map.isIdentity {
            self.init(unit: map.b, map.c, isFlipped: false)
        } else if map.isIdentity {
            self = .none
        } else {
            let numbers = map.entries.flatMap { [$0.real, $0.imaginary] }
            self.init(form: .full, numbers: numbers, isFlipped: false)
        }
    }

    /// `[[1, b], [c, 1]]`, and then perhaps the flip.
    init(unit b: Complex, _ c: Complex, isFlipped: Bool) {
        if b.isZero, c.isZero {
            self.init(form: .none, numbers: [], isFlipped: isFlipped)
        } else if b.imaginary == 0, c.imaginary == 0 {
            self.init(form: .real, numbers: [b.real, c.real], isFlipped: isFlipped)
        } else if b.real == 0, c.real == 0 {
            self.init(form: .imaginary, numbers: [b.imaginary, c.imaginary], isFlipped: isFlipped)
        } else {
            self.init(
                form: .unit, numbers: [b.real, b.imaginary, c.real, c.imaginary], isFlipped: isFlipped)
        }
    }

    /// The four entries, before the flip.
    private var map: OneQubitMap {
        let n = self.numbers
        switch self.form {
        case .full:
            return OneQubitMap((0..<4).map { Complex(n[2 * $0], n[2 * $0 + 1]) })
        case .unit: return OneQubitMap(a: .one, b: Complex(n[0], n[1]), c: Complex(n[2], n[3]), d: .one)
        case .real: return OneQubitMap(a: .one, b: Complex(n[0]), c: Complex(n[1]), d: .one)
        case .imaginary: return OneQubitMap(a: .one, b: Complex(0, n[0]), c: Complex(0, n[1]), d: .one)
        case .none: return .identity
        }
    }

    func scaled(by scale: Complex) -> Rotation {
        var scaled = Rotation(full: scale * self.map)
        scaled.isFlipped = self.isFlipped
        return scaled
    }

    /// Multiplications and additions in one, for each amplitude.
    var cost: Double {
        switch self.form {
        case .full: 8
        case .unit: 4
        case .real, .imaginary: 2
        case .none: 0
        }
    }
}
