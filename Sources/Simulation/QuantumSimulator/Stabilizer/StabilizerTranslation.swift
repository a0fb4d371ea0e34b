import CircuitModel
import NoiseModel
import Stabilizer

/// A circuit as a stabiliser program.
///
/// Only qubits that something acts on have a place in the program, in ascending order.
struct StabilizerTranslation {
    /// What a point at which the circuit saves something is the sum of.
    struct SavedSum {
        var coefficients: [Double]
        /// Numbers of the observables, one for each coefficient.
        var observables: Range<Int>
    }

    var program: StabilizerProgram
    /// What goes wrong on the way.
    let noise: NoiseModel?
    private(set) var savedSums: [SavedSum] = []
    private var gates = CliffordGates()
    /// The place of each declared qubit; -1 where nothing acts on it.
    let places: [Int]
    private var operationCount = 0
    /// Operations after loops are unrolled.
    private let operationCountMax: Int

    /// - Throws: What stands against it.
    init(
        _ circuit: borrowing Circuit, noise: NoiseModel?, operationCountMax: Int
    ) throws(StabilizerObstacle) {
        // Most circuits are of other gates: that shows before anything is built.
        for case .gate(let operation) in circuit.instructions {
            guard self.gates.range(of: operation, in: circuit) != nil else { throw .gate }
        }
        self.noise = noise
        self.places = Self.places(in: circuit)
        self.operationCountMax = operationCountMax
        self.program = StabilizerProgram(
            qubitCount: self.places.count { $0 >= 0 }, clbitCount: circuit.clbitCount)
        self.program.reserveCapacity(circuit.instructions.count)
        try self.append(circuit.instructions, of: circuit)
    }

    private static func places(in circuit: borrowing Circuit) -> [Int] {
        var isActive = [Bool](repeating: false, count: circuit.qubitCount)
        for qubit in circuit.operands { isActive[Int(qubit)] = true }
        Self.markActive(circuit.instructions, &isActive)
        var count = 0
        return isActive.map { isActive in
            defer { count += isActive ? 1 : 0 }
            return isActive ? count : -1
        }
    }

    /// Marks qubits that other instructions than gates act on.
    private static func markActive(_ instructions: [Instruction], _ isActive: inout [Bool]) {
        for instruction in instructions {
            switch instruction {
            case .measure(let qubit, _), .reset(let qubit): isActive[qubit] = true
            case .forLoop(_, _, _, _, let body): Self.markActive(body, &isActive)
            case .rounds(let bodies): for body in bodies { Self.markActive(body, &isActive) }
            case .save(.expectation(let sum, _)):
                for string in sum.strings {
                    for position in string.positions { isActive[position.qubit] = true }
                }
            // Bodies of these hold gates alone, or are refused.
            case .conditional, .whileLoop, .switchCase, .gate, .barrier, .delay, .breakLoop, .continueLoop,
                .store, .save:
                break
            }
        }
    }

    private mutating func append(
        _ instructions: [Instruction], of circuit: borrowing Circuit
    ) throws(StabilizerObstacle) {
        for instruction in instructions {
            self.operationCount += 1
            guard self.operationCount <= self.operationCountMax else { throw .tooLong }
            switch instruction {
            case .gate(let operation): try self.append(operation, of: circuit)
            case .measure(let qubit, let clbit): try self.appendMeasurement(of: qubit, into: clbit)
            case .reset(let qubit):
                self.program.append(.reset(self.places[qubit]))
                try self.appendNoise(of: NoiseModel.resetName, on: [qubit])
            case .delay(let qubit, let seconds): try self.appendNoise(ofDelay: seconds, on: qubit)
            case .barrier: break
            case .conditional(let condition, let then, let otherwise):
                try self.append(condition, then, otherwise, of: circuit)
            case .forLoop(let variable, _, _, let count, let body):
                guard variable == nil, Self.isUnrollable(body) else { throw .loop }
                // An empty body would count for nothing, and its rounds have no limit.
                for _ in 0..<(body.isEmpty ? 0 : count) { try self.append(body, of: circuit) }
            case .rounds(let bodies):
                guard bodies.allSatisfy({ Self.isUnrollable($0) }) else { throw .loop }
                for body in bodies { try self.append(body, of: circuit) }
            case .save(.expectation(let sum, isSampled: false)): self.append(sum)
            case .save: throw .saved
            case .whileLoop, .breakLoop, .continueLoop: throw .loop
            case .switchCase, .store: throw .classicalValue
            }
        }
    }

    /// Whether each round runs a body to its end, and nothing in it is reported for each round.
    private static func isUnrollable(_ body: [Instruction]) -> Bool {
        body.allSatisfy { instruction in
            switch instruction {
            case .breakLoop, .continueLoop, .save: false
            case .conditional(_, let then, let otherwise):
                Self.isUnrollable(then) && Self.isUnrollable(otherwise)
            // What of these has a body is looked at when its turn comes.
            case .gate, .measure, .reset, .barrier, .delay, .whileLoop, .forLoop, .rounds, .switchCase,
                .store:
                true
            }
        }
    }

    // MARK: - Gates

    private mutating func append(
        _ operation: GateOperation, of circuit: borrowing Circuit
    ) throws(StabilizerObstacle) {
        guard let range = self.gates.range(of: operation, in: circuit) else { throw .gate }
        for index in range {
            let start = operation.operandStart
            func place(_ operand: Int) -> Int { self.places[Int(circuit.operands[start + operand])] }
            switch self.gates.steps[index] {
            case .hadamard(let qubit): self.program.append(.hadamard(place(qubit)))
            case .s(let qubit): self.program.append(.s(place(qubit)))
            case .sAdjoint(let qubit): self.program.append(.sAdjoint(place(qubit)))
            case .x(let qubit): self.program.append(.x(place(qubit)))
            case .y(let qubit): self.program.append(.y(place(qubit)))
            case .z(let qubit): self.program.append(.z(place(qubit)))
            case .cx(let control, let target):
                self.program.append(.cx(control: place(control), target: place(target)))
            case .cz(let first, let second): self.program.append(.cz(place(first), place(second)))
            case .swap(let first, let second): self.program.append(.swap(place(first), place(second)))
            case .measure, .reset, .noise, .pairNoise, .misread, .conditional, .observe:
                preconditionFailure("A gate is made of gates.")
            }
        }
        try self.appendNoise(of: operation, in: circuit)
    }

    // MARK: - Classical bits

    private mutating func append(
        _ condition: Condition, _ then: [Instruction], _ otherwise: [Instruction],
        of circuit: borrowing Circuit
    ) throws(StabilizerObstacle) {
        let (clbits, isNegated) = try Self.test(condition)
        let whenTrue = try self.paulis(then, of: circuit)
        let whenFalse = try self.paulis(otherwise, of: circuit)
        self.program.append(
            ConditionalPaulis(
                clbits: clbits, isNegated: isNegated, whenTrue: whenTrue, whenFalse: whenFalse))
    }

    /// The bits that a condition tests, with the values they must have.
    private static func test(
        _ condition: Condition
    ) throws(StabilizerObstacle) -> ([(clbit: Int, value: Bool)], isNegated: Bool) {
        switch condition {
        case .bits(let clbits, let value, let isNegated):
            let bits = clbits.enumerated().map { index, clbit in
                (clbit: clbit, value: value[index >> 6] >> UInt64(index & 63) & 1 == 1)
            }
            return (bits, isNegated)
        case .expression(.clbit(let clbit)): return ([(clbit, true)], false)
        case .expression(.unary(.logicNot, .clbit(let clbit))): return ([(clbit, false)], false)
        case .expression: throw .classicalValue
        }
    }

    /// The Paulis of a body that has nothing else.
    private mutating func paulis(
        _ body: [Instruction], of circuit: borrowing Circuit
    ) throws(StabilizerObstacle) -> [PauliFactor] {
        var factors: [PauliFactor] = []
        for instruction in body {
            switch instruction {
            case .barrier, .delay: break
            case .gate(let operation):
                guard let range = self.gates.range(of: operation, in: circuit) else { throw .gate }
                // An error would strike or not by what the bits hold.
                guard self.error(of: operation, in: circuit) == nil else { throw .feedForward }
                for index in range {
                    guard let factor = Self.pauli(self.gates.steps[index]) else { throw .feedForward }
                    let operand = circuit.operands[operation.operandStart + factor.qubit]
                    factors.append(
                        PauliFactor(
                            qubit: self.places[Int(operand)], hasX: factor.hasX, hasZ: factor.hasZ))
                }
            case .measure, .reset, .conditional, .whileLoop, .forLoop, .rounds, .switchCase, .breakLoop,
                .continueLoop, .store, .save:
                throw .feedForward
            }
        }
        return factors
    }

    private static func pauli(_ step: StabilizerOperation) -> PauliFactor? {
        switch step {
        case .x(let qubit): PauliFactor(qubit: qubit, hasX: true, hasZ: false)
        case .y(let qubit): PauliFactor(qubit: qubit, hasX: true, hasZ: true)
        case .z(let qubit): PauliFactor(qubit: qubit, hasX: false, hasZ: true)
        case .hadamard, .s, .sAdjoint, .cx, .cz, .swap, .measure, .reset, .noise, .pairNoise, .misread,
            .conditional, .observe:
            nil
        }
    }

    // MARK: - Saved values

    private mutating func append(_ sum: PauliSum) {
        let start = self.program.observables.count
        for string in sum.strings {
            _ = self.program.appendObservable(
                string.positions.map { position in
                    PauliFactor(
                        qubit: self.places[position.qubit], hasX: position.factor != .z,
                        hasZ: position.factor != .x)
                })
        }
        self.savedSums.append(
            SavedSum(
                coefficients: sum.coefficients, observables: start..<self.program.observables.count))
    }
}
