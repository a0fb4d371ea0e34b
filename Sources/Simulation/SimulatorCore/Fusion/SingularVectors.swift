import CircuitModel

/// The singular vectors of 2×2 matrices.
enum SingularVectors {
    /// - Returns: Unitary `u` and `v` with `u† · m · v*` diagonal, so that the vector `m` of two qubits is turned into
    ///   basis states by `u†` on rows and `v†` on columns.
    static func of(_ m: OneQubitMap) -> (u: OneQubitMap, v: OneQubitMap) {
        // Eigenvectors of m · m† = [[x, z], [z*, y]].
        let x = m.a.squaredMagnitude + m.b.squaredMagnitude
        let y = m.c.squaredMagnitude + m.d.squaredMagnitude
        let z = m.a * m.c.conjugate + m.b * m.d.conjugate
        let u = Self.eigenvectors(x, y, z)
        // Rows of u† m are orthogonal: normalised they are the conjugate vectors of the other side.
        let product = u.adjoint * m
        let first = (product.a.squaredMagnitude + product.b.squaredMagnitude).squareRoot()
        let second = (product.c.squaredMagnitude + product.d.squaredMagnitude).squareRoot()
        guard max(first, second) > 0 else { return (.identity, .identity) }
        // The longer row is exact; the other is what is orthogonal to it.
        let v: OneQubitMap
        if first >= second {
            let (a, b) = ((1 / first) * product.a, (1 / first) * product.b)
            v = OneQubitMap(a: a, b: -b.conjugate, c: b, d: a.conjugate)
        } else {
            let (c, d) = ((1 / second) * product.c, (1 / second) * product.d)
            v = OneQubitMap(a: d.conjugate, b: c, c: -c.conjugate, d: d)
        }
        return (u, v)
    }

    /// A unitary matrix whose columns are eigenvectors of the Hermitian matrix `[[x, z], [z*, y]]`.
    private static func eigenvectors(_ x: Double, _ y: Double, _ z: Complex) -> OneQubitMap {
        let size = z.magnitude
        guard size > 1e-300 else { return .identity }
        // One Jacobi rotation.
        let ratio = (y - x) / (2 * size)
        let tangent = (ratio >= 0 ? 1.0 : -1.0) / (abs(ratio) + (ratio * ratio + 1).squareRoot())
        let cosine = 1 / (tangent * tangent + 1).squareRoot()
        let sine = tangent * cosine
        let phase = (1 / size) * z
        return OneQubitMap(
            a: Complex(cosine), b: sine * phase, c: -(sine * phase.conjugate), d: Complex(cosine))
    }
}
