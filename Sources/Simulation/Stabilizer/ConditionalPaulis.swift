/// Pauli matrices that act or not by what classical bits hold.
package struct ConditionalPaulis: Equatable, Sendable {
    /// Bits with the value that each must have for the test to hold; none is a test that holds.
    package var clbits: [(clbit: Int, value: Bool)]
    /// The test holds where the bits differ from their values.
    package var isNegated: Bool
    package var whenTrue: [PauliFactor]
    package var whenFalse: [PauliFactor]

    package init(
        clbits: [(clbit: Int, value: Bool)], isNegated: Bool, whenTrue: [PauliFactor],
        whenFalse: [PauliFactor]
    ) {
        self.clbits = clbits
        self.isNegated = isNegated
        self.whenTrue = whenTrue
        self.whenFalse = whenFalse
    }

    package static func == (left: Self, right: Self) -> Bool {
        left.clbits.elementsEqual(right.clbits, by: ==) && left.isNegated == right.isNegated
            && left.whenTrue == right.whenTrue && left.whenFalse == right.whenFalse
    }
}
