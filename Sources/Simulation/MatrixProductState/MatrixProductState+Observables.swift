extension MatrixProductState {
    /// The means of products of one-qubit matrices, their real parts.
    ///
    /// Each costs a product of tensors for every place from the first of its qubits to the last. They are taken in the
    /// order of their first places, so that the weight travels along the chain once.
    ///
    /// - Parameters:
    ///   - strings: A qubit for each factor, all different, and the matrix on it: 8 numbers.
    ///   - check: Called before each string. What it throws ends the work.
    package mutating func expectations<Failure: Error>(
        of strings: [[(qubit: Int, matrix: [Double])]], check: () throws(Failure) -> Void
    ) throws(Failure) -> [Double] {
        let ordered = strings.map { factors in
            factors.map { (place: self.places[$0.qubit], matrix: Matrices.complex($0.matrix)) }
                .sorted { $0.place < $1.place }
        }
        var means = [Double](repeating: 1, count: strings.count)
        for index in ordered.indices.sorted(by: {
            ordered[$0].first?.place ?? 0 < ordered[$1].first?.place ?? 0
        }) {
            try check()
            means[index] = try self.expectation(of: ordered[index], check)
        }
        return means
    }

    private mutating func expectation<Failure: Error>(
        of factors: [(place: Int, matrix: [Complex])], _ check: () throws(Failure) -> Void
    ) throws(Failure) -> Double {
        guard let first = factors.first?.place, let last = factors.last?.place else { return 1 }
        try self.moveCentre(to: first, check)
        var environment = Environment(bond: self.sites[first].left)
        var next = 0
        for place in first...last {
            let isNamed = factors[next].place == place
            try environment.pass(
                self.sites[place], matrix: isNamed ? factors[next].matrix : nil, check: check)
            if isNamed { next += 1 }
        }
        return environment.trace.x
    }

    /// The reduced state of some qubits: `4^k` entries, row-major, real then imaginary part; the first of the qubits
    /// is bit 0 of an index. Costs `4^k` walks past the places between them.
    package mutating func densityMatrix<Failure: Error>(
        of targets: [Int], check: () throws(Failure) -> Void
    ) throws(Failure) -> [Double] {
        let rowCount = 1 << targets.count
        var result = [Double](repeating: 0, count: 2 * rowCount * rowCount)
        try self.forEachElement(of: targets, isDiagonal: false, check) { row, column, value in
            result[2 * (row * rowCount + column)] = value.x
            result[2 * (row * rowCount + column) + 1] = value.y
        }
        return result
    }

    /// The probabilities of the outcomes of some qubits: `2^k`, the first of the qubits being an outcome's bit 0.
    /// Costs `2^k` walks past the places between them.
    package mutating func probabilities<Failure: Error>(
        of targets: [Int], check: () throws(Failure) -> Void
    ) throws(Failure) -> [Double] {
        var result = [Double](repeating: 0, count: 1 << targets.count)
        try self.forEachElement(of: targets, isDiagonal: true, check) { row, _, value in result[row] = value.x
        }
        return result
    }

    private mutating func forEachElement<Failure: Error>(
        of targets: [Int], isDiagonal: Bool, _ check: () throws(Failure) -> Void,
        _ body: (Int, Int, Complex) -> Void
    ) throws(Failure) {
        let ordered = targets.indices.map { (place: self.places[targets[$0]], bit: $0) }
            .sorted { $0.place < $1.place }
        guard let first = ordered.first?.place else { return body(0, 0, .one) }
        try self.moveCentre(to: first, check)
        let start = Environment(bond: self.sites[first].left)
        try self.walk(ordered[...], from: first, start, (0, 0), isDiagonal: isDiagonal, check, body)
    }

    /// Goes on from a place for all values of the qubits that are left.
    private func walk<Failure: Error>(
        _ rest: ArraySlice<(place: Int, bit: Int)>, from place: Int, _ environment: Environment,
        _ index: (row: Int, column: Int), isDiagonal: Bool, _ check: () throws(Failure) -> Void,
        _ body: (Int, Int, Complex) -> Void
    ) throws(Failure) {
        guard let target = rest.first else { return body(index.row, index.column, environment.trace) }
        try check()
        var environment = environment
        for between in place..<target.place { try environment.pass(self.sites[between], check: check) }
        for (row, column) in [(0, 0), (0, 1), (1, 0), (1, 1)] where !isDiagonal || row == column {
            // The matrix |column⟩⟨row| has the element (row, column) of the state for its mean.
            var matrix = [Complex](repeating: .zero, count: 4)
            matrix[2 * column + row] = .one
            var next = environment
            try next.pass(self.sites[target.place], matrix: matrix, check: check)
            try self.walk(
                rest.dropFirst(), from: target.place + 1, next,
                (index.row | row << target.bit, index.column | column << target.bit), isDiagonal: isDiagonal,
                check, body)
        }
    }
}
