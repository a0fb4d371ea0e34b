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

/// A one-qubit matrix taken apart as `rest · rotation`, the rest being what need not be done yet.
struct SplitRotation {
    var rotation: Rotation
    var rest: OneQubitMap

    /// A pivot below this would let the numbers in memory grow beyond what the rest can make good.
    private static let pivotMin = 0.25

    /// With a diagonal rest, so that phases and controls may come first.
    init(leavingDiagonal map: OneQubitMap) {
        if map.isDiagonal {
            (self.rotation, self.rest) = (.none, map)
            return
        }
        let straight = min(map.a.magnitude, map.d.magnitude)
        let crossed = min(map.b.magnitude, map.c.magnitude)
        guard max(straight, crossed) >= Self.pivotMin * map.size else {
            (self.rotation, self.rest) = (Rotation(full: map), .identity)
            return
        }
        if straight >= crossed {
            self.rotation = Rotation(unit: map.b / map.a, map.c / map.d, isFlipped: false)
            self.rest = .diagonal(map.a, map.d)
        } else {
            // The rows change places after the product: the second row's pivot is in the first column.
            self.rotation = Rotation(unit: map.d / map.c, map.a / map.b, isFlipped: true)
            self.rest = .diagonal(map.b, map.c)
        }
    }

    /// With a rest `[[x, y], [y, x]]`, so that the target of a controlled flip may come first.
    ///
    /// A unitary matrix is `s · [[p, -q*], [q, p*]]`; turned back about the flip's axis by the angle that makes the
    /// first entry real it is that entry times `[[1, -t*], [t, 1]]`.
    init(leavingFlips map: OneQubitMap) {
        if map.a == map.d, map.b == map.c {
            (self.rotation, self.rest) = (.none, map)
            return
        }
        (self.rotation, self.rest) = (Rotation(full: map), .identity)
        guard let scale = (map.a * map.d - map.b * map.c).squareRoot else { return }
        let (p, q) = (map.a / scale, map.c / scale)
        let defect = (map.d / scale - p.conjugate).magnitude + (map.b / scale + q.conjugate).magnitude
        let length = (p.imaginary * p.imaginary + q.real * q.real).squareRoot()
        guard defect < 1e-14, length > 1e-6 else { return }
        let (cosine, sine) = (Complex(q.real / length), Complex(0, p.imaginary / length))
        let pivot = (cosine * p - sine * q).real
        guard abs(pivot) >= 0.1 else { return }
        let t = (1 / pivot) * (cosine * q - sine * p)
        self.rotation = Rotation(unit: -t.conjugate, t, isFlipped: false)
        self.rest = (pivot * scale) * OneQubitMap(a: cosine, b: sine, c: sine, d: cosine)
    }
}

extension Complex {
    /// One of the two square roots; nil for 0.
    var squareRoot: Complex? {
        let size = self.magnitude
        guard size > 0 else { return nil }
        let larger = ((size + abs(self.real)) / 2).squareRoot()
        let other = abs(self.imaginary) / (2 * larger)
        let (x, y) = self.real >= 0 ? (larger, other) : (other, larger)
        return Complex(x, self.imaginary < 0 ? -y : y)
    }
}
