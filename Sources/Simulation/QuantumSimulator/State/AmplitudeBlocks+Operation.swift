import SimulatorCore

extension AmplitudeBlocks {
    /// Applies any operation without preparation: gathers the amplitudes that mix, multiplies, puts them back.
    ///
    /// - Parameter operation: On stored bits.
    func apply(_ operation: LinearOperation) {
        let matrix: [Double]
        switch operation.kind {
        case .dense(_, let entries): matrix = entries
        case .diagonal(let targets, let entries):
            self.multiply(targets, by: entries, operation)
            return
        case .swap: matrix = Self.matrix(permutation: [0, 2, 1, 3])
        }
        let offsets = Self.offsets(of: operation.targets)
        let rowCount = offsets.count
        let fixed = operation.controlMask | offsets[rowCount - 1]
        let value = operation.controlValue
        var gathered = [(real: Double, imaginary: Double)](repeating: (0, 0), count: rowCount)
        for index in 0..<self.count where index & fixed == 0 {
            let base = index | value
            for column in 0..<rowCount {
                let (real, imaginary) = self[base | offsets[column]]
                gathered[column] = (Double(real), Double(imaginary))
            }
            for row in 0..<rowCount {
                var (sumReal, sumImaginary) = (0.0, 0.0)
                for column in 0..<rowCount {
                    let entry = 2 * (row * rowCount + column)
                    let (a, b) = gathered[column]
                    sumReal += matrix[entry] * a - matrix[entry + 1] * b
                    sumImaginary += matrix[entry] * b + matrix[entry + 1] * a
                }
                self[base | offsets[row]] = (Real(sumReal), Real(sumImaginary))
            }
        }
    }

    /// For each value of some bits, the sum of them.
    static func offsets(of positions: [Int]) -> [Int] {
        var offsets = [0]
        for position in positions { offsets += offsets.map { $0 | 1 << position } }
        return offsets
    }

    private func multiply(_ targets: [Int], by entries: [Double], _ operation: LinearOperation) {
        for index in 0..<self.count where index & operation.controlMask == operation.controlValue {
            let entry = 2 * Self.extract(targets, from: index)
            let (real, imaginary) = self[index]
            let (a, b) = (Double(real), Double(imaginary))
            self[index] = (
                Real(entries[entry] * a - entries[entry + 1] * b),
                Real(entries[entry] * b + entries[entry + 1] * a)
            )
        }
    }

    private static func matrix(permutation: [Int]) -> [Double] {
        var matrix = [Double](repeating: 0, count: 2 * permutation.count * permutation.count)
        for (row, column) in permutation.enumerated() { matrix[2 * (row * permutation.count + column)] = 1 }
        return matrix
    }
}
