import CircuitModel

/// A request with something of everything.
enum SampleRequest {
    static let request: CircuitRequest = {
        var circuit = Circuit(qubitCount: 4, clbitCount: 40, globalPhase: 0.25)
        circuit.operands = [0, 1, 2, 3, 0, 2, 1, 3, 3]
        circuit.parameters = [0.5, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, -1, 0]
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
        circuit.operands[8] = 0
        return CircuitRequest(
            circuits: [circuit, Circuit(qubitCount: 0, clbitCount: 0)], shotCount: 7,
            seed: 0x0123_4567_89AB_CDEF,
            returnsMemory: true)
    }()
}
