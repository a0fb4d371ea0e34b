package import CircuitModel

extension StandardGate {
    /// The gate's matrix on all of its qubits, controls included.
    ///
    /// Row-major, each entry as real then imaginary part; bit 0 of an index is the first operand.
    package func wholeMatrix(parameters: [Double]) -> [Double] {
        let shape = self.shape
        var base: [Double] = []
        self.appendMatrix(parameters: parameters[...], to: &base)
        return GateMatrix.controlled(
            base, targetCount: shape.targetCount, controlCount: shape.controlCount,
            controlState: UInt64(1) << UInt64(shape.controlCount) - 1)
    }
}
