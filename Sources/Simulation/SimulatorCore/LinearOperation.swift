/// One linear map on a few qubits of a register, where control qubits hold given values.
///
/// Nothing asks that it be unitary: superoperators, projections and scalings are linear operations too. Bit `i` of
/// a row or column index belongs to `targets[i]`. Numbers are real then imaginary part.
package struct LinearOperation: Equatable, Sendable {
    package enum Kind: Equatable, Sendable {
        /// A matrix of `4^k` complex entries, row-major, on `k` qubits.
        case dense(targets: [Int], matrix: [Double])
        /// A diagonal of `2^k` complex entries on `k` qubits; with no target it is a scalar.
        case diagonal(targets: [Int], entries: [Double])
        /// Exchanges two qubits.
        case swap(Int, Int)
    }

    package var kind: Kind
    /// One bit for each control qubit.
    package var controlMask: Int
    /// What the controls hold where the operation acts; a subset of the mask.
    package var controlValue: Int

    /// - Precondition: Targets and controls are different qubits, the numbers are as many as the targets ask for.
    package init(_ kind: Kind, controlMask: Int = 0, controlValue: Int = 0) {
        self.kind = kind
        self.controlMask = controlMask
        self.controlValue = controlValue
        precondition(controlValue & ~controlMask == 0, "The value is of the controls alone.")
        var seen = controlMask
        for target in self.targets {
            precondition((0..<Self.qubitCountMax).contains(target), "The qubit is one that a state can have.")
            precondition(seen & (1 << target) == 0, "Targets and controls are different qubits.")
            seen |= 1 << target
        }
        switch kind {
        case .dense(let targets, let matrix):
            precondition(matrix.count == 2 << (2 * targets.count), "A matrix on k qubits has 4^k entries.")
        case .diagonal(let targets, let entries):
            precondition(entries.count == 2 << targets.count, "A diagonal on k qubits has 2^k entries.")
        case .swap: break
        }
    }

    /// More qubits than any memory holds, few enough that no index overflows.
    package static let qubitCountMax = 58
}

extension LinearOperation {
    package static func dense(
        _ matrix: [Double], on targets: [Int], controlMask: Int = 0, controlValue: Int = 0
    ) -> Self {
        Self(.dense(targets: targets, matrix: matrix), controlMask: controlMask, controlValue: controlValue)
    }

    package static func diagonal(
        _ entries: [Double], on targets: [Int], controlMask: Int = 0, controlValue: Int = 0
    ) -> Self {
        Self(
            .diagonal(targets: targets, entries: entries), controlMask: controlMask,
            controlValue: controlValue)
    }

    package static func swap(_ first: Int, _ second: Int, controlMask: Int = 0, controlValue: Int = 0) -> Self
    {
        Self(.swap(first, second), controlMask: controlMask, controlValue: controlValue)
    }

    /// Multiplies every amplitude.
    package static func scalar(real: Double, imaginary: Double) -> Self {
        Self(.diagonal(targets: [], entries: [real, imaginary]))
    }

    /// The qubits that it may change, without the controls.
    package var targets: [Int] {
        switch self.kind {
        case .dense(let targets, _), .diagonal(let targets, _): targets
        case .swap(let first, let second): [first, second]
        }
    }

    /// The same operation on other qubits.
    ///
    /// - Parameter places: For each qubit the one that takes its place.
    package func moved(to places: [Int]) -> LinearOperation {
        func moved(_ mask: Int) -> Int {
            places.indices.reduce(0) { mask >> $1 & 1 == 1 ? $0 | 1 << places[$1] : $0 }
        }
        let targets = self.targets.map { places[$0] }
        let kind: Kind =
            switch self.kind {
            case .dense(_, let matrix): .dense(targets: targets, matrix: matrix)
            case .diagonal(_, let entries): .diagonal(targets: targets, entries: entries)
            case .swap: .swap(targets[0], targets[1])
            }
        return Self(kind, controlMask: moved(self.controlMask), controlValue: moved(self.controlValue))
    }
}
