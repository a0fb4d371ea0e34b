/// How likely a device reads the wrong value.
package struct FlipRates: Hashable, Sendable {
    package let oneForZero: Double
    package let zeroForOne: Double

    package init(oneForZero: Double, zeroForOne: Double) {
        precondition(
            (0...1).contains(oneForZero) && (0...1).contains(zeroForOne), "Probabilities are from 0 to 1.")
        self.oneForZero = oneForZero
        self.zeroForOne = zeroForOne
    }
}
