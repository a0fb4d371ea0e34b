extension MatrixProductState {
    /// The mean of a product of one-qubit matrices.
    ///
    /// Costs a product of tensors for each place from the first of the qubits to the last; terms taken in the order
    /// of their first places let the weight travel along the chain once.
    ///
    /// - Parameter factors: A qubit each, all different, and the matrix on it: 8 numbers.
    package mutating func expectation(
        of factors: [(qubit: Int, matrix: [Double])]
    ) -> (real: Double, imaginary: Double) {
        let ordered = factors.map { (place: self.places[$0.qubit], matrix: Matrices.complex($0.matrix)) }
            .sorted { $0.place < $1.place }
        guard let first = ordered.first?.place, let last = ordered.last?.place else { return (1, 0) }
        self.moveCentre(to: first)
        var environment = Environment(bond: self.sites[first].left)
        var next = 0
        for place in first...last {
            let isNamed = ordered[next].place == place
            environment.pass(self.sites[place], matrix: isNamed ? ordered[next].matrix : nil)
            if isNamed { next += 1 }
        }
        return (environment.trace.x, environment.trace.y)
    }

    /// The reduced state of some qubits: `4^k` entries, row-major, real then imaginary part; the first of the qubits
    /// is bit 0 of an index. Costs `4^k` walks past the places between them.
    package mutating func densityMatrix(of targets: [Int]) -> [Double] {
        let rowCount = 1 << targets.count
        var result = [Double](repeating: 0, count: 2 * rowCount * rowCount)
        self.forEachElement(of: targets, isDiagonal: false) { row, column, value in
            result[2 * (row * rowCount + column)] = value.x
            result[2 * (row * rowCount + column) + 1] = value.y
        }
        return result
    }

    /// The probabilities of the outcomes of some qubits: `2^k`, the first of the qubits being an outcome's bit 0.
    /// Costs `2^k` walks past the places between them.
    package mutating func probabilities(of targets: [Int]) -> [Double] {
        var result = [Double](repeating: 0, count: 1 << targets.count)
        self.forEachElement(of: targets, isDiagonal: true) { row, _, value in result[row] = value.x }
        return result
    }

    private mutating func forEachElement(
        of targets: [Int], isDiagonal: Bool, _ body: (Int, Int, Complex) -> Void
    ) {
        let ordered = targets.indices.map { (place: self.places[targets[$0]], bit: $0) }
            .sorted { $0.place < $1.place }
        guard let first = ordered.first?.place else { return body(0, 0, .one) }
        self.moveCentre(to: first)
        let start = Environment(bond: self.sites[first].left)
        self.walk(ordered[...], from: first, start, (0, 0), isDiagonal: isDiagonal, body)
    }

    /// Goes on from a place for all values of the qubits that are left.
    private func walk(
        _ rest: ArraySlice<(place: Int, bit: Int)>, from place: Int, _ environment: Environment,
        _ index: (row: Int, column: Int), isDiagonal: Bool, _ body: (Int, Int, Complex) -> Void
    ) {
        guard let target = rest.first else { return body(index.row, index.column, environment.trace) }
        var environment = environment
        for between in place..<target.place { environment.pass(self.sites[between]) }
        for (row, column) in [(0, 0), (0, 1), (1, 0), (1, 1)] where !isDiagonal || row == column {
            // The matrix |column⟩⟨row| has the element (row, column) of the state for its mean.
            var matrix = [Complex](repeating: .zero, count: 4)
            matrix[2 * column + row] = .one
            var next = environment
            next.pass(self.sites[target.place], matrix: matrix)
            self.walk(
                rest.dropFirst(), from: target.place + 1, next,
                (index.row | row << target.bit, index.column | column << target.bit), isDiagonal: isDiagonal,
                body)
        }
    }
}
