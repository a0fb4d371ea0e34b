/// What a computation is expected to take, for schedulers and for the choice of a method.
package struct EvolutionCost: Equatable, Sendable {
    /// On one thread of the machine the model was fitted on; good for comparisons.
    package var nanoseconds: Double
    /// Of amplitudes held at once.
    package var byteCount: Int

    package init(nanoseconds: Double, byteCount: Int) {
        self.nanoseconds = nanoseconds
        self.byteCount = byteCount
    }

    /// Nanoseconds of one multiplication and addition in double precision, and of moving one byte of a state that
    /// no cache holds, both ways.
    private static let operationNanoseconds = 0.02
    private static let byteNanoseconds = 0.035
    /// Starting, and planning each operation.
    private static let fixedNanoseconds = 2_000.0
    private static let planNanoseconds = 1_000.0

    init(_ operations: [FusedOperation], passCount: Int, shape: PlanShape, precision: AmplitudePrecision) {
        let amplitudeCount = Double(sign: .plus, exponent: shape.storedBitCount, significand: 1)
        let width = Double(precision.amplitudeByteCount) / 16
        let arithmetic =
            operations.reduce(0) { $0 + $1.cost + 1 } * amplitudeCount * Self.operationNanoseconds * width
        let memory = Double(passCount) * amplitudeCount * 16 * width * Self.byteNanoseconds
        self.nanoseconds =
            Self.fixedNanoseconds + Self.planNanoseconds * Double(operations.count) + arithmetic
            + (shape.chunkBitCount < shape.storedBitCount ? memory : 0)
        self.byteCount = precision.amplitudeByteCount << shape.storedBitCount
    }
}
