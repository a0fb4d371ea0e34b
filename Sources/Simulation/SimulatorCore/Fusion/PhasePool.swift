import CircuitModel

/// Factors of amplitudes that are kept until something does not commute with them.
///
/// An amplitude is multiplied by the factor of each pair of qubits that are both 1. Factors of single qubits are
/// kept with the qubit's other pending matrix, those of three and more are never kept.
struct PhasePool {
    /// For each qubit the others that it shares a factor with.
    private(set) var partners: [Int]
    private var factors: [Complex]
    private let count: Int

    init(qubitCount: Int) {
        self.count = qubitCount
        self.partners = [Int](repeating: 0, count: qubitCount)
        self.factors = []
    }

    /// The qubits that have any factor.
    var mask: Int {
        var mask = 0
        for (qubit, others) in self.partners.enumerated() where others != 0 { mask |= 1 << qubit }
        return mask
    }

    func factor(_ first: Int, _ second: Int) -> Complex {
        self.partners[first] & 1 << second == 0 ? .one : self.factors[first * self.count + second]
    }

    mutating func multiply(_ first: Int, _ second: Int, by factor: Complex) {
        if self.factors.isEmpty { self.factors = [Complex](repeating: .one, count: self.count * self.count) }
        let product = self.factor(first, second) * factor
        self.factors[first * self.count + second] = product
        self.factors[second * self.count + first] = product
        self.partners[first] |= 1 << second
        self.partners[second] |= 1 << first
    }

    /// Takes the factor of one pair out.
    mutating func remove(_ first: Int, _ second: Int) -> Complex {
        let factor = self.factor(first, second)
        self.partners[first] &= ~(1 << second)
        self.partners[second] &= ~(1 << first)
        return factor
    }

    /// Takes all factors out in which one of the qubits of a mask has a part.
    mutating func remove(touching mask: Int) -> [PhaseFactor] {
        var removed: [PhaseFactor] = []
        for first in 0..<self.count where self.partners[first] != 0 {
            for second in 0..<first where self.partners[first] & 1 << second != 0 {
                if mask & (1 << first | 1 << second) == 0 { continue }
                let factor = self.remove(first, second)
                if !factor.isOne { removed.append(PhaseFactor(first: first, second: second, factor: factor)) }
            }
        }
        return removed
    }
}
