import CircuitModel
import SimulatorCore

/// A sum of Pauli strings on a state's bits.
struct PauliTerms {
    /// None is the identity, no two are the same.
    var strings: [PauliMasks] = []
    /// One for each string.
    var coefficients: [Double] = []
    /// What the identity is multiplied by.
    var constant = 0.0
}

extension Program {
    /// Bits of declared qubits that have a place in the state.
    func bits(of qubits: [Int]) -> [Int] {
        qubits.map { qubit in
            guard let bit = self.activeQubits.firstIndex(of: qubit) else {
                preconditionFailure("Whatever is saved has a place.")
            }
            return bit
        }
    }

    /// A sum on the state's bits. Qubits without a place are 0: Z is 1 there, and a string with X or Y has no mean.
    func terms(of sum: PauliSum) -> PauliTerms {
        var places = [Int](repeating: -1, count: self.qubitCount)
        for (bit, qubit) in self.activeQubits.enumerated() { places[qubit] = bit }
        var terms = PauliTerms()
        var found: [PauliMasks: Int] = [:]
        for (string, coefficient) in zip(sum.strings, sum.coefficients) {
            var masks = PauliMasks(x: 0, z: 0)
            var vanishes = false
            for position in string.positions {
                let place = places[position.qubit]
                let flips = position.factor != .z
                guard place >= 0 else {
                    vanishes = vanishes || flips
                    continue
                }
                if flips { masks.x |= 1 << place }
                if position.factor != .x { masks.z |= 1 << place }
            }
            if vanishes { continue }
            if masks.x | masks.z == 0 {
                terms.constant += coefficient
            } else if let index = found[masks] {
                terms.coefficients[index] += coefficient
            } else {
                found[masks] = terms.strings.count
                terms.strings.append(masks)
                terms.coefficients.append(coefficient)
            }
        }
        return terms
    }
}
