import CircuitModel

/// What a program's save instructions reported, as means over the shots.
struct SavedMeans {
    private let saves: [SavePoint]
    private let qubitCount: Int
    private var sums: [[Double]]

    init(_ program: Program) {
        self.saves = program.saves
        self.qubitCount = program.qubitCount
        self.sums = program.saves.map { _ in [] }
    }

    /// - Parameter weight: The share of the shots that it stands for.
    mutating func add(_ numbers: [Double], at place: Int, weight: Double) {
        if self.sums[place].isEmpty {
            self.sums[place] = weight == 1 ? numbers : numbers.map { $0 * weight }
        } else {
            for index in numbers.indices { self.sums[place][index] += weight * numbers[index] }
        }
    }

    var values: [SavedValue] {
        zip(self.saves, self.sums).map { save, numbers in
            guard let dimensions = save.dimensions(qubitCount: self.qubitCount) else {
                preconditionFailure("What was saved has a size.")
            }
            return SavedValue(dimensions: dimensions, isComplex: save.isComplex, numbers: numbers)
        }
    }
}
