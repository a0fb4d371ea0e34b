import CircuitModel

/// What one save instruction reported so far: a mean over the shots that came to it, or what the first way gave.
struct ChainSaves {
    let save: SavePoint
    private var numbers: [Double] = []
    private var shotCount = 0

    init(_ save: SavePoint) { self.save = save }

    /// Whether the numbers of another way would count.
    var isOpen: Bool { self.shotCount == 0 || self.isMean }

    private var isMean: Bool {
        switch self.save {
        case .stateVector, .amplitudes, .unitary: false
        case .probabilities, .densityMatrix, .expectation: true
        }
    }

    mutating func add(_ numbers: [Double], shotCount: Int) {
        if self.numbers.isEmpty { self.numbers = [Double](repeating: 0, count: numbers.count) }
        let weight = self.isMean ? Double(shotCount) : 1
        for index in numbers.indices { self.numbers[index] += weight * numbers[index] }
        self.shotCount += shotCount
    }

    func value(circuit: Circuit) -> SavedValue {
        let scale = self.isMean ? 1 / Double(max(self.shotCount, 1)) : 1
        let numbers = self.numbers.map { scale * $0 }
        guard let dimensions = self.save.dimensions(qubitCount: circuit.qubitCount) else {
            preconditionFailure("What was saved has a size.")
        }
        return SavedValue(dimensions: dimensions, isComplex: self.save.isComplex, numbers: numbers)
    }
}
