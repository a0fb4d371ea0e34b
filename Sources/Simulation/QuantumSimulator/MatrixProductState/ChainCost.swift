import CircuitModel

/// What a circuit may take on a chain, from how its gates can tie neighbours together.
///
/// An operation across a bond multiplies it by at most the number of products that the operation is a sum of. What the
/// state really needs shows only on the way, and is often far less: so the time is an upper bound, and makes other
/// methods come first wherever they fit, but the memory is what the chain needs at least. Nothing is refused for this
/// bound: it cannot tell a Fourier transform of a product state, which is one, from gates at random. What outgrows
/// ``SimulatorLimits/unaskedBondDimensionMax`` ends on the way.
struct ChainCost {
    /// The logarithm to base 2 of each bond's bound.
    private var exponents: [Double]
    private var nanoseconds = 0.0
    private let translation: ChainTranslation
    private let bondDimensionMax: Double

    /// Nanoseconds of a splitting of the smallest tensors, and of each cube of a larger bond.
    private static let splittingNanoseconds = 8_000.0
    private static let cubeNanoseconds = 30.0
    /// Of a shot passing a qubit, and for each square of the bond.
    private static let drawNanoseconds = 50.0
    /// Larger bonds than any memory holds are as good as this one: a time to be compared has to be finite.
    private static let countedExponentMax = 40.0
    /// Bonds beyond this are not assumed before they are met.
    private static let assumedExponentMax = 3.0

    static func cost(of task: borrowing SimulationTask) -> MethodCost {
        let translation = ChainTranslation(task.circuit)
        var cost = ChainCost(translation, bondDimensionMax: task.bondDimensionMax)
        cost.add(task.circuit.instructions, of: task.circuit)
        let bonds = cost.exponents.map { cost.dimension($0) }
        let drawing = bonds.reduce(0) { $0 + Self.drawNanoseconds + 4 * $1 * $1 }
        let byteCount = cost.exponents.reduce(1024.0) {
            let bond = cost.dimension(min($1, Self.assumedExponentMax))
            return $0 + 32 * bond * bond
        }
        return MethodCost(
            nanoseconds: cost.nanoseconds + Double(task.shotCount) * drawing, byteCount: Int(byteCount))
    }

    private init(_ translation: ChainTranslation, bondDimensionMax: Int?) {
        self.translation = translation
        self.exponents = [Double](repeating: 0, count: max(0, translation.qubitCount - 1))
        self.bondDimensionMax = bondDimensionMax.map { Double($0) } ?? .infinity
    }

    private func dimension(_ exponent: Double) -> Double {
        min(
            Double(sign: .plus, exponent: Int(min(exponent, Self.countedExponentMax)), significand: 1),
            self.bondDimensionMax)
    }

    private mutating func add(_ body: [Instruction], of circuit: Circuit) {
        for instruction in body {
            switch instruction {
            case .gate(let gate): self.add(gate, of: circuit)
            case .conditional(_, let then, let otherwise):
                self.add(then, of: circuit)
                self.add(otherwise, of: circuit)
            case .whileLoop(_, let body), .forLoop(_, _, _, _, let body): self.add(body, of: circuit)
            case .rounds(let bodies): for body in bodies { self.add(body, of: circuit) }
            case .switchCase(_, let cases): for option in cases { self.add(option.body, of: circuit) }
            case .measure, .reset, .barrier, .delay, .breakLoop, .continueLoop, .store, .save: break
            }
        }
    }

    private mutating func add(_ gate: GateOperation, of circuit: Circuit) {
        let names = circuit.operands(of: gate).compactMap { self.translation.name(of: Int($0)) }
        guard names.count > 1, let first = names.min(), let last = names.max() else { return }
        // A controlled matrix and a diagonal of two are sums of two products; else each qubit brings up to two bits.
        let isSumOfTwo = ChainTranslation.targetCount(of: gate.kind) == 1 || gate.kind == .standard(.rzz)
        let growth = isSumOfTwo ? 1 : Double(2 * (names.count / 2))
        for bond in first..<last {
            let most = Double(min(bond + 1, self.exponents.count - bond))
            self.exponents[bond] = min(self.exponents[bond] + growth, most)
            let dimension = self.dimension(self.exponents[bond])
            self.nanoseconds +=
                Self.splittingNanoseconds + Self.cubeNanoseconds * dimension * dimension * dimension
        }
    }
}
