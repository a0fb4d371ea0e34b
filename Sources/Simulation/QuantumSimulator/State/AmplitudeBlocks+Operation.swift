import SimulatorCore

extension AmplitudeBlocks {
    /// Applies any operation without preparation: gathers the amplitudes that mix, multiplies, puts them back.
    ///
    /// - Parameters:
    ///   - operation: On stored bits.
    ///   - cancellation: When it is raised what is left is not done.
    func apply(_ operation: LinearOperation, team: WorkerTeam, _ cancellation: CancellationFlag? = nil) {
        self.forEachRange(team: team) { _, range in
            if cancellation?.isCancelled ?? false { return }
            switch operation.kind {
            case .dense(let targets, let matrix): self.multiply(range, targets, by: matrix, operation)
            case .diagonal(let targets, let entries): self.scale(range, targets, by: entries, operation)
            case .swap(let first, let second): self.exchange(range, first, second, operation)
            }
        }
    }

    /// Multiplies the groups of amplitudes whose first one is in a range: groups have no amplitude in common.
    private func multiply(
        _ range: Range<Int>, _ targets: [Int], by matrix: [Double], _ operation: LinearOperation
    ) {
        let offsets = Self.offsets(of: targets)
        let rowCount = offsets.count
        let fixed = operation.controlMask | offsets[rowCount - 1]
        var gathered = [(real: Double, imaginary: Double)](repeating: (0, 0), count: rowCount)
        for index in range where index & fixed == 0 {
            let base = index | operation.controlValue
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

    private func exchange(_ range: Range<Int>, _ first: Int, _ second: Int, _ operation: LinearOperation) {
        let (a, b) = (1 << first, 1 << second)
        for index in range where index & (operation.controlMask | a | b) == 0 {
            let base = index | operation.controlValue
            let left = self[base | a]
            self[base | a] = self[base | b]
            self[base | b] = left
        }
    }

    /// For each value of some bits, the sum of them.
    static func offsets(of positions: [Int]) -> [Int] {
        var offsets = [0]
        for position in positions { offsets += offsets.map { $0 | 1 << position } }
        return offsets
    }

    private func scale(
        _ range: Range<Int>, _ targets: [Int], by entries: [Double], _ operation: LinearOperation
    ) {
        for index in range where index & operation.controlMask == operation.controlValue {
            let entry = 2 * Self.extract(targets, from: index)
            let (real, imaginary) = self[index]
            let (a, b) = (Double(real), Double(imaginary))
            self[index] = (
                Real(entries[entry] * a - entries[entry + 1] * b),
                Real(entries[entry] * b + entries[entry + 1] * a)
            )
        }
    }
}
