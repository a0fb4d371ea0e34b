extension SavePoint {
    /// Extent of each axis of what is reported; nil where it is beyond what can be counted.
    package func dimensions(qubitCount: Int) -> [Int]? {
        switch self {
        case .stateVector: Self.power(qubitCount).map { [$0] }
        case .unitary: Self.power(qubitCount).map { [$0, $0] }
        case .amplitudes(let states): [states.count]
        case .probabilities(let qubits): Self.power(qubits.count).map { [$0] }
        case .densityMatrix(let qubits): Self.power(qubits.count).map { [$0, $0] }
        case .expectation: [2]
        }
    }

    package var isComplex: Bool {
        switch self {
        case .stateVector, .unitary, .amplitudes, .densityMatrix: true
        case .probabilities, .expectation: false
        }
    }

    /// Bytes in a reply; nil where it is beyond what can be counted.
    package func byteCount(qubitCount: Int) -> Int? {
        guard let dimensions = self.dimensions(qubitCount: qubitCount) else { return nil }
        return 4 + 4 * dimensions.count + dimensions.reduce(self.isComplex ? 16 : 8, *)
    }

    /// `2^n`, where a square of complex numbers of that many rows can still be counted.
    private static func power(_ qubitCount: Int) -> Int? { qubitCount <= 28 ? 1 << qubitCount : nil }
}
