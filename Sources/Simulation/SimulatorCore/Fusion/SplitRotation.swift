import CircuitModel

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
