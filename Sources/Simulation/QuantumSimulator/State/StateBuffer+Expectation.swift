package import SimulatorCore

extension StateBuffer {
    /// The expectation values `⟨ψ|P|ψ⟩` of Pauli strings; not divided by the norm.
    ///
    /// Strings that flip the same qubits share one sweep over the state.
    package func expectations(of strings: [PauliMasks]) -> [Double] {
        var groups: [Int: [Int]] = [:]
        for (index, string) in strings.enumerated() {
            precondition(
                (string.x | string.z) >> self.qubitCount == 0, "The string is on the register's qubits.")
            groups[string.x, default: []].append(index)
        }
        var values = [Double](repeating: 0, count: strings.count)
        for (x, members) in groups where !self.cancellation.isCancelled {
            let flip = self.layout.storedIndex(of: x)
            let signs = members.map { self.layout.storedIndex(of: strings[$0].z) }
            let sums: [Double]
            switch self.precision {
            case .double: sums = self.doubles.pauliSums(flip: flip, signs: signs, team: self.team)
            case .single: sums = self.singles.pauliSums(flip: flip, signs: signs, team: self.team)
            }
            for (place, index) in members.enumerated() { values[index] = sums[place] }
        }
        return values
    }
}
