import CircuitModel
import QuantumSimulator
import Testing

/// Goal: bodies run when and as often as they should.
/// Method: circuits whose outcome is known.
@Suite struct ControlFlowTests {
    private static let byte = ClassicalType.integer(width: 8, isSigned: false)
    private static let all = Array(0..<8)

    /// Half of the shots need another round, again and again: each round has its share of them.
    @Test func aWhileLoopEndsWhenItsQubitWasFoundOne() throws {
        var circuit = Circuit(qubitCount: 1, clbitCount: 9, variables: [Self.byte])
        let hadamard = Instruction.gate(circuit.operation(.standard(.hadamard), qubits: [0]))
        circuit.instructions = [
            .whileLoop(
                .bits([8], equal: [0]),
                body: [.reset(qubit: 0), hadamard, .measure(qubit: 0, clbit: 8), Self.add(1)]),
            .store(.clbits(Self.all), .variable(0)),
        ]
        let outcome = try Simulated.run(circuit, shotCount: 10_000)
        let counts = Dictionary(uniqueKeysWithValues: zip(outcome.keys, outcome.counts.map { Int($0) }))
        let expected = Dictionary(
            uniqueKeysWithValues: (1...40).map {
                (UInt64($0) | 256, Double(sign: .plus, exponent: -$0, significand: 1))
            })
        #expect(ChiSquare.pValue(counts: counts, probabilities: expected) > 1e-4)
    }

    @Test func aForLoopsVariableTakesItsValues() throws {
        var circuit = Circuit(qubitCount: 1, clbitCount: 8, variables: [Self.byte, Self.byte])
        circuit.instructions = [
            .forLoop(
                variable: 1, start: 10, step: -3, count: 4,
                body: [.store(.variable(0), .binary(.add, .variable(0), .variable(1)))]),
            .store(.clbits(Self.all), .variable(0)),
        ]
        #expect(try Simulated.run(circuit, shotCount: 3).keys == [22])
    }

    @Test func breakAndContinueLeaveTheInnermostLoop() throws {
        var circuit = Circuit(qubitCount: 1, clbitCount: 8, variables: [Self.byte, Self.byte])
        let isTwo = Condition.expression(.binary(.equal, .variable(1), Self.number(2)))
        let isFour = Condition.expression(.binary(.equal, .variable(1), Self.number(4)))
        circuit.instructions = [
            .forLoop(
                variable: nil, start: 0, step: 0, count: 3,
                body: [
                    .forLoop(
                        variable: 1, start: 0, step: 1, count: 9,
                        body: [
                            .conditional(isTwo, then: [.continueLoop], otherwise: []),
                            .conditional(isFour, then: [.breakLoop], otherwise: []), Self.add(1),
                        ])
                ]),
            .store(.clbits(Self.all), .variable(0)),
        ]
        // Three times: 0, 1 and 3.
        #expect(try Simulated.run(circuit, shotCount: 3).keys == [9])
    }

    @Test func roundsDifferAndCanBeLeft() throws {
        var circuit = Circuit(qubitCount: 1, clbitCount: 8, variables: [Self.byte])
        circuit.instructions = [
            .rounds([
                [Self.add(1), .continueLoop, Self.add(100)], [Self.add(2)], [.breakLoop], [Self.add(50)],
            ]),
            .store(.clbits(Self.all), .variable(0)),
        ]
        #expect(try Simulated.run(circuit, shotCount: 3).keys == [3])
    }

    @Test(arguments: [(0, 10), (1, 20), (5, 20), (7, 30)] as [(UInt64, UInt64)])
    func aSwitchRunsTheFirstCaseThatHoldsItsValue(value: UInt64, expected: UInt64) throws {
        var circuit = Circuit(qubitCount: 1, clbitCount: 8, variables: [Self.byte])
        circuit.instructions = [
            .store(.variable(0), Self.number(value)),
            .switchCase(
                .variable(0),
                [
                    SwitchCase(values: [0], body: [Self.set(10)]),
                    SwitchCase(values: [1, 5], body: [Self.set(20)]),
                    SwitchCase(values: [], isDefault: true, body: [Self.set(30)]),
                ]),
            .store(.clbits(Self.all), .variable(0)),
        ]
        #expect(try Simulated.run(circuit, shotCount: 3).keys == [expected])
    }

    @Test func aLoopThatDoesNotEndIsEndedByItsLimit() throws {
        var circuit = Circuit(qubitCount: 1, clbitCount: 1)
        circuit.instructions = [.whileLoop(.bits([0], equal: [0]), body: [])]
        let error = #expect(throws: SimulatorError.self) { try Simulated.run(circuit, shotCount: 1) }
        #expect(error?.code == .overLimit)
        #expect(error?.context["limit"] == "1000000")
    }

    /// A qubit that only the end of a loop's body acts on is not 0 at the beginning of its next round.
    @Test func whatABodyActsOnIsMeasuredInItsNextRound() throws {
        var circuit = Circuit(qubitCount: 1, clbitCount: 1)
        let flip = Instruction.gate(circuit.operation(.standard(.x), qubits: [0]))
        circuit.instructions = [
            .forLoop(variable: nil, start: 0, step: 0, count: 2, body: [.measure(qubit: 0, clbit: 0), flip])
        ]
        #expect(try Simulated.run(circuit, shotCount: 3).keys == [1])
    }

    private static func number(_ value: UInt64) -> ClassicalExpression {
        .integer(value, width: 8, isSigned: false)
    }

    private static func add(_ value: UInt64) -> Instruction {
        .store(.variable(0), .binary(.add, .variable(0), self.number(value)))
    }

    private static func set(_ value: UInt64) -> Instruction { .store(.variable(0), self.number(value)) }
}
