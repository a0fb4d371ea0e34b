/// Matrices of gates with controls.
package enum GateMatrix {
    /// The matrix that acts on the targets where the controls, which come first, hold a value, and else does nothing.
    ///
    /// - Parameters:
    ///   - base: `2^t` rows for `t` targets, row-major, each entry as real then imaginary part.
    ///   - controlState: Bit 0 is what the first control must hold.
    package static func controlled(
        _ base: [Double], targetCount: Int, controlCount: Int, controlState: UInt64
    ) -> [Double] {
        if controlCount == 0 { return base }
        let (rowCount, innerCount) = (1 << (controlCount + targetCount), 1 << targetCount)
        var matrix = [Double](repeating: 0, count: 2 * rowCount * rowCount)
        for row in 0..<rowCount {
            guard UInt64(row & (1 << controlCount - 1)) == controlState else {
                matrix[2 * (row * rowCount + row)] = 1
                continue
            }
            for inner in 0..<innerCount {
                let column = inner << controlCount | Int(controlState)
                let source = 2 * ((row >> controlCount) * innerCount + inner)
                matrix[2 * (row * rowCount + column)] = base[source]
                matrix[2 * (row * rowCount + column) + 1] = base[source + 1]
            }
        }
        return matrix
    }
}
