import CircuitModel

/// A request with something of everything.
enum SampleRequest {
    static let request: CircuitRequest = {
        var options = RunOptions(
            shotCount: 7, seed: 0x0123_4567_89AB_CDEF, returnsMemory: true, method: .densityMatrix,
            precision: .single, noise: .model("{}"), bondDimensionMax: 64, truncationThreshold: 1e-9,
            backend: "früh")
        options.truncationThreshold = 1e-12
        return CircuitRequest(
            options: options,
            structures: [
                CircuitStructure(Self.gates, parameterCount: 13),
                CircuitStructure(Self.decisions, parameterCount: 1),
                CircuitStructure(Circuit(qubitCount: 0, clbitCount: 0), parameterCount: 0),
            ],
            runs: [
                CircuitRun(structureIndex: 1, globalPhase: -1, numbers: [0.75]),
                CircuitRun(
                    structureIndex: 0, globalPhase: 0.25, numbers: [0.5, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, -1, 0]),
                CircuitRun(structureIndex: 2),
                CircuitRun(structureIndex: 1, globalPhase: 0, numbers: [-3]),
            ])
    }()

    /// Gates of every sort, matrices, and tests of bits.
    static let gates: Circuit = {
        var circuit = Circuit(qubitCount: 4, clbitCount: 40)
        circuit.operands = [0, 1, 2, 3, 0, 2, 1, 3, 0]
        circuit.instructions = [
            .gate(GateOperation(.standard(.cx), operandStart: 0, parameterStart: 0)),
            .gate(
                GateOperation(
                    .standard(.rx), addedControlCount: 2, addedControlState: 1, operandStart: 2,
                    parameterStart: 0)),
            .barrier(qubits: [3, 1]),
            .gate(GateOperation(.unitary(qubitCount: 1), operandStart: 5, parameterStart: 1)),
            .measure(qubit: 1, clbit: 39),
            .conditional(
                Condition.bits(Array(0..<40), equal: [1 << 39], isNegated: true),
                then: [
                    .reset(qubit: 2),
                    .conditional(
                        Condition.bits([3], equal: [1]),
                        then: [
                            .gate(GateOperation(.diagonal(qubitCount: 1), operandStart: 6, parameterStart: 9))
                        ],
                        otherwise: []),
                ],
                otherwise: [.gate(GateOperation(.standard(.swap), operandStart: 7, parameterStart: 13))]),
        ]
        return circuit
    }()

    /// Everything classical, and points to save at.
    static let decisions: Circuit = {
        let types: [ClassicalType] = [
            .boolean, .integer(width: 8, isSigned: false), .integer(width: 64, isSigned: true), .float,
        ]
        var circuit = Circuit(qubitCount: 3, clbitCount: 4, variables: types)
        let byte = ClassicalExpression.variable(1)
        let five = ClassicalExpression.integer(5, width: 8, isSigned: false)
        let angle = ClassicalExpression.binary(.multiply, .parameter(0), .float(0.5))
        circuit.instructions = [
            .delay(qubit: 2, seconds: 1e-7),
            .store(.variable(3), .unary(.negate, angle)),
            .store(.variable(0), .binary(.less, .variable(3), .float(-0.25))),
            .store(.clbit(1), .bit(of: byte, at: .integer(2, width: 3, isSigned: false))),
            .store(.clbits([3, 0]), .cast(byte, to: .integer(width: 2, isSigned: false))),
            .whileLoop(
                .expression(.binary(.logicAnd, .unary(.logicNot, .clbit(0)), .binary(.notEqual, byte, five))),
                body: [
                    .store(.variable(1), .binary(.add, byte, five)),
                    .forLoop(
                        variable: 2, start: -3, step: 2, count: 4,
                        body: [.measure(qubit: 0, clbit: 0), .continueLoop]),
                    .breakLoop,
                ]),
            .forLoop(variable: nil, start: 0, step: 1, count: 2, body: []),
            .rounds([[.reset(qubit: 1)], [], [.breakLoop]]),
            .switchCase(
                .clbits([2, 1]),
                [
                    SwitchCase(values: [0, 3], body: [.reset(qubit: 0)]),
                    SwitchCase(values: [], isDefault: true, body: [.barrier(qubits: [])]),
                ]),
            .conditional(
                .expression(.binary(.equal, .cast(.boolean(true), to: .float), .variable(3))), then: [],
                otherwise: []),
            .save(.stateVector), .save(.amplitudes([0, 7])), .save(.probabilities(qubits: [2, 0])),
            .save(.densityMatrix(qubits: [1])), .save(.unitary),
            .save(
                .expectation(
                    PauliSum(
                        strings: [PauliString([.init(.x, 2), .init(.z, 0)]), PauliString([])],
                        coefficients: [0.5, -2]), isSampled: true)),
        ]
        return circuit
    }()
}
