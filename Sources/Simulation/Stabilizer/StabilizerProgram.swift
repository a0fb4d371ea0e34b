/// Clifford gates, measurements and Pauli noise on a register, as the stabiliser kernels run them.
///
/// All qubits begin as 0, all classical bits too.
package struct StabilizerProgram: Equatable, Sendable {
    package let qubitCount: Int
    package let clbitCount: Int
    package private(set) var operations: [StabilizerOperation] = []
    package private(set) var channels: [PauliChannel] = []
    package private(set) var misreadings: [FlipRates] = []
    package private(set) var conditionals: [ConditionalPaulis] = []
    package private(set) var observables: [[PauliFactor]] = []
    private var channelNumbers: [PauliChannel: Int] = [:]
    private var misreadingNumbers: [FlipRates: Int] = [:]

    package init(qubitCount: Int, clbitCount: Int) {
        precondition(qubitCount >= 0 && clbitCount >= 0, "A register has no fewer than no bits.")
        self.qubitCount = qubitCount
        self.clbitCount = clbitCount
    }

    package mutating func reserveCapacity(_ operationCount: Int) {
        self.operations.reserveCapacity(operationCount)
    }

    /// Appends a gate, a measurement or a reset.
    ///
    /// - Precondition: Qubits and bits are those of the register; the two qubits of a gate differ.
    package mutating func append(_ operation: StabilizerOperation) {
        switch operation {
        case .hadamard(let qubit), .s(let qubit), .sAdjoint(let qubit), .x(let qubit), .y(let qubit),
            .z(let qubit), .reset(let qubit):
            self.check(qubit)
        case .cx(let first, let second), .cz(let first, let second), .swap(let first, let second):
            self.check(first)
            self.check(second)
            precondition(first != second, "The qubits of a gate differ.")
        case .measure(let qubit, let clbit):
            self.check(qubit)
            self.check(clbit: clbit)
        case .noise, .pairNoise, .misread, .conditional, .observe:
            preconditionFailure("What has a number is appended by name.")
        }
        self.operations.append(operation)
    }

    /// Appends Paulis at random on as many qubits as the channel has.
    package mutating func appendNoise(_ channel: PauliChannel, qubits: [Int]) {
        precondition(qubits.count == channel.qubitCount, "A channel acts on its number of qubits.")
        for qubit in qubits { self.check(qubit) }
        let number = self.channelNumbers[channel] ?? self.channels.count
        if number == self.channels.count {
            self.channels.append(channel)
            self.channelNumbers[channel] = number
        }
        self.operations.append(
            qubits.count == 1
                ? .noise(channel: number, qubits[0]) : .pairNoise(channel: number, qubits[0], qubits[1]))
    }

    package mutating func appendMisreading(_ error: FlipRates, ofClbit clbit: Int) {
        self.check(clbit: clbit)
        let number = self.misreadingNumbers[error] ?? self.misreadings.count
        if number == self.misreadings.count {
            self.misreadings.append(error)
            self.misreadingNumbers[error] = number
        }
        self.operations.append(.misread(clbit: clbit, error: number))
    }

    package mutating func append(_ conditional: ConditionalPaulis) {
        for bit in conditional.clbits { self.check(clbit: bit.clbit) }
        for factor in conditional.whenTrue + conditional.whenFalse { self.check(factor.qubit) }
        self.operations.append(.conditional(self.conditionals.count))
        self.conditionals.append(conditional)
    }

    /// Appends a Pauli string whose mean is wanted, and returns its number.
    package mutating func appendObservable(_ factors: [PauliFactor]) -> Int {
        for factor in factors { self.check(factor.qubit) }
        self.operations.append(.observe(self.observables.count))
        self.observables.append(factors)
        return self.observables.count - 1
    }

    private func check(_ qubit: Int) {
        precondition((0..<self.qubitCount).contains(qubit), "The qubit is in the register.")
    }

    private func check(clbit: Int) {
        precondition((0..<self.clbitCount).contains(clbit), "The classical bit is in the register.")
    }
}
