import CircuitModel
import Foundation
package import RuntimeModel

extension NoiseModel {
    /// The noise that follows from what is known of a device's qubits and gates.
    ///
    /// Qubits relax for as long as a gate takes; a depolarising channel before that makes up what is missing to the
    /// gate's average infidelity, where relaxation alone does not already exceed it. Resets and delays relax only,
    /// measurements have readout errors only. (The recipe of Qiskit Aer's `NoiseModel.from_backend`.)
    ///
    /// - Parameter temperature: Of the qubits, in kelvin; 0 has no excitation.
    package init(device: DeviceDescriptor, temperature: Double = 0) throws(NoiseModelError) {
        self.init()
        let known = device.qubits ?? QubitProperties()
        let relaxations = try Self.relaxations(of: known, count: device.qubitCount, temperature: temperature)
        for (qubit, relaxation) in relaxations.enumerated() where !relaxation.isIdeal {
            self.relaxations[qubit] = relaxation
        }
        try self.addReadoutErrors(of: known, count: device.qubitCount)
        for (name, gate) in (device.gates ?? [:]).sorted(by: { $0.key < $1.key })
        where name != Self.measureName && name != Self.delayName {
            try reading("gates.\(name)") { () throws(NoiseModelError) in
                for (index, qubits) in Self.places(of: name, in: device).enumerated() {
                    let length = try Self.value(gate.lengths, index, in: 0...1, named: "length")
                    let infidelity = try Self.value(gate.errors, index, in: 0...1, named: "error")
                    let error = Self.error(
                        qubits: qubits.map { relaxations[$0] }, seconds: length ?? 0,
                        infidelity: name == Self.resetName ? 0 : infidelity ?? 0)
                    if let error { self.add(error, to: name, on: qubits) }
                }
            }
        }
    }

    /// The error of a gate with these qubits, length and average infidelity; nil if there is none.
    package static func error(
        qubits: [QubitRelaxation], seconds: Double, infidelity: Double
    ) -> QuantumError? {
        let relaxing = qubits.indices.filter { seconds > 0 && !qubits[$0].isIdeal }
        let channels = relaxing.map { position in
            NoiseChannel.relaxation(
                qubits[position], seconds: seconds, position: position, qubitCount: qubits.count)
        }
        let relaxed = QuantumError(qubitCount: qubits.count, channels: channels)
        let fidelity = relaxed.transferMatrix.averageFidelity
        guard infidelity > 1 - fidelity, infidelity > 0 else { return channels.isEmpty ? nil : relaxed }
        // F = (1 - p) F(relaxation) + p / d, solved for p; bounded by what a depolarising channel can be.
        let count = Double(1 << qubits.count)
        let missing = min(infidelity, count / (count + 1)) - (1 - fidelity)
        let parameter = min(count * missing / (count * fidelity - 1), count * count / (count * count - 1))
        return QuantumError(
            qubitCount: qubits.count,
            channels: [.depolarizing(parameter, qubitCount: qubits.count)] + channels)
    }

    /// The probability of 1 in thermal equilibrium, by Boltzmann.
    ///
    /// - Parameters:
    ///   - frequency: Of the transition, hertz; nil has no excitation.
    ///   - temperature: Kelvin, at least 0.
    static func excitedPopulation(frequency: Double?, temperature: Double) -> Double {
        guard let frequency, temperature > 0 else { return 0 }
        // Planck's constant divided by Boltzmann's, in kelvin seconds.
        return 1 / (1 + exp(4.799243e-11 * frequency / temperature))
    }

    private static func relaxations(
        of known: QubitProperties, count: Int, temperature: Double
    ) throws(NoiseModelError) -> [QubitRelaxation] {
        var relaxations: [QubitRelaxation] = []
        for qubit in 0..<count {
            relaxations.append(
                QubitRelaxation(
                    relaxationTime: try Self.value(
                        known.relaxationTimes, qubit, in: 1e-12...1e12, named: "qubits.t1"),
                    dephasingTime: try Self.value(
                        known.dephasingTimes, qubit, in: 1e-12...1e12, named: "qubits.t2"),
                    excitedPopulation: Self.excitedPopulation(
                        frequency: try Self.value(
                            known.frequencies, qubit, in: 0...1e18, named: "qubits.frequency"),
                        temperature: temperature)))
        }
        return relaxations
    }

    private mutating func addReadoutErrors(of known: QubitProperties, count: Int) throws(NoiseModelError) {
        for qubit in 0..<count {
            let one = try Self.value(known.readoutErrorsOfZero, qubit, in: 0...1, named: "qubits.meas1_prep0")
            let zero = try Self.value(known.readoutErrorsOfOne, qubit, in: 0...1, named: "qubits.meas0_prep1")
            let error = ReadoutError(oneGivenZero: one ?? 0, zeroGivenOne: zero ?? 0)
            if !error.isIdeal { self.localReadoutErrors[qubit] = error }
        }
    }

    /// The qubits that a gate's values are of: every qubit, or the pairs of the coupling map.
    private static func places(of name: String, in device: DeviceDescriptor) -> [[Int]] {
        let gate = StandardGate.allCases.first { $0.shape.name == name }
        // What is no gate of the table is a reset.
        if (gate?.shape.qubitCount ?? 1) == 1 { return (0..<device.qubitCount).map { [$0] } }
        return device.couplingMap ?? []
    }

    private static func value(
        _ values: [Double?]?, _ index: Int, in range: ClosedRange<Double>, named name: String
    ) throws(NoiseModelError) -> Double? {
        // One value holds for all.
        guard let values, let known = values.count == 1 ? values.first : values.dropFirst(index).first,
            let value = known
        else { return nil }
        guard range.contains(value) else { throw NoiseModelError(.notNumber, path: "\(name)[\(index)]") }
        return value
    }
}
