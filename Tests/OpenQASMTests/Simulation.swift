import CircuitModel
import Foundation
import OpenQASM
import QuantumSimulator
import Testing

/// Runs programs with the simulator.
enum Simulation {
    static func reply(
        _ program: OpenQASMProgram, inputs: [Double] = [], shotCount: Int = 0, saving points: [SavePoint] = []
    ) throws -> CircuitReply {
        var circuit = program.structure.circuit
        circuit.instructions += points.map { .save($0) }
        // The formulas count the global phase last.
        let parameterCount = (program.structure.formulas?.count ?? 1) - 1
        let structure = CircuitStructure(
            circuit, parameterCount: parameterCount, formulas: program.structure.formulas)
        let request = CircuitRequest(
            options: RunOptions(shotCount: shotCount, seed: 11, noise: .none), structures: [structure],
            runs: [CircuitRun(structureIndex: 0, numbers: inputs)])
        return try SimulatorEngine().run(request, cancellation: CancellationFlag())
    }

    /// The final amplitudes, real and imaginary parts in turn.
    static func state(_ program: OpenQASMProgram, inputs: [Double] = []) throws -> [Double] {
        let reply = try self.reply(program, inputs: inputs, saving: [.stateVector])
        return try #require(reply.outcomes.first?.saved.first?.numbers)
    }

    static func state(_ text: String, inputs: [Double] = []) throws -> [Double] {
        try self.state(OpenQASMProgram(text), inputs: inputs)
    }

    /// The outcome of a program that has only one, as a number.
    static func outcome(_ text: String, inputs: [Double] = []) throws -> UInt64 {
        let reply = try self.reply(OpenQASMProgram(text), inputs: inputs, shotCount: 20)
        let outcome = try #require(reply.outcomes.first)
        #expect(outcome.counts == [20])
        return try #require(outcome.keys.first)
    }

    /// One less the fidelity of two states: 0 where they are the same, a global phase aside.
    static func infidelity(_ left: [Double], _ right: [Double]) -> Double {
        guard left.count == right.count else { return .infinity }
        var (real, imaginary) = (0.0, 0.0)
        for index in stride(from: 0, to: left.count, by: 2) {
            real += left[index] * right[index] + left[index + 1] * right[index + 1]
            imaginary += left[index] * right[index + 1] - left[index + 1] * right[index]
        }
        return abs(1 - real * real - imaginary * imaginary)
    }
}
