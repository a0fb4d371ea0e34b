import Foundation
import NoiseModel
import RuntimeModel
import Testing

/// Reading of Aer's models and of devices' properties.
@Suite struct NoiseModelReadingTests {
    @Test func everyErrorOfAersModelsIsTheChannelThatQiskitSays() throws {
        for fixture in try ModelFixture.rows("models.json") {
            let model = try NoiseModel(json: try fixture.json())
            try Self.check(model, against: fixture, tolerance: 1e-12)
        }
    }

    @Test func theNoiseOfADeviceIsWhatAerMakesOfItsProperties() throws {
        for fixture in try ModelFixture.rows("devices.json") {
            let device = try #require(fixture.device)
            let model = try NoiseModel(device: device, temperature: fixture.temperature ?? 0)
            // Aer drops Kraus matrices with a weight below 1e-8; the closed form here keeps them.
            try Self.check(model, against: fixture, tolerance: 4e-9)
            let count = model.localErrors.values.reduce(0) { $0 + $1.count }
            #expect(count == fixture.errors.count)
        }
    }

    private static func check(_ model: NoiseModel, against fixture: ModelFixture, tolerance: Double) throws {
        for row in fixture.errors {
            let found =
                row.qubits.map { model.localErrors[row.instruction]?[$0] }
                ?? model.defaultErrors[row.instruction]
            let error = try #require(found, "\(fixture.name) \(row.instruction)")
            #expect(error.qubitCount == row.qubitCount)
            let largest = zip(error.transferMatrix.values, row.values).map { abs($0 - $1) }.max() ?? .infinity
            #expect(largest < tolerance, "\(fixture.name) \(row.instruction) \(row.qubits ?? [])")
            #expect(abs(error.transferMatrix.averageFidelity - row.fidelity) < tolerance)
            try Self.checkTerms(of: error)
        }
        for (qubit, probabilities) in fixture.readout {
            let error = Int(qubit).map { model.localReadoutErrors[$0] } ?? model.defaultReadoutError
            let expected = ReadoutError(oneGivenZero: probabilities[0], zeroGivenOne: probabilities[1])
            #expect(error == expected)
        }
    }

    /// The matrix that is known in closed form is that of the terms.
    private static func checkTerms(of error: QuantumError) throws {
        for channel in error.channels {
            let again = NoiseChannel(qubitCount: channel.qubitCount, terms: channel.terms)
            let pairs = zip(again.transferMatrix.values, channel.transferMatrix.values)
            #expect(pairs.allSatisfy { abs($0 - $1) < 1e-12 })
            #expect(abs(channel.terms.reduce(0) { $0 + $1.probability } - 1) < 1e-12)
        }
    }

    @Test func specificErrorsBeatThoseForAllQubits() throws {
        let fixture = try #require(try ModelFixture.rows("models.json").first { $0.name == "depolarizing" })
        let model = try NoiseModel(json: try fixture.json())
        let (one, other) = (model.error(of: "h", on: [1]), model.error(of: "h", on: [2]))
        #expect(abs((one?.transferMatrix[1, 1] ?? 0) - 0.7) < 1e-12)
        #expect(abs((other?.transferMatrix[1, 1] ?? 0) - 0.97) < 1e-12)
        #expect(model.error(of: "cx", on: [0, 1]) == model.error(of: "cx", on: [5, 4]))
        #expect(model.error(of: "cx", on: [1, 0]) != model.error(of: "cx", on: [0, 1]))
        #expect(model.error(of: "z", on: [0]) == nil)
    }

    @Test func anErrorAddedTwiceActsTwice() {
        var model = NoiseModel()
        let wide = QuantumError(qubitCount: 2, channels: [.depolarizing(0.2, qubitCount: 2)])
        model.add(
            QuantumError(qubitCount: 1, channels: [.depolarizing(0.1, qubitCount: 1)]), to: "cx", on: [3, 4])
        model.add(wide, to: "cx", on: [3, 4])
        let matrix = model.error(of: "cx", on: [3, 4])?.transferMatrix
        #expect(abs((matrix?[1, 1] ?? 0) - 0.9 * 0.8) < 1e-15)
        #expect(abs((matrix?[4, 4] ?? 0) - 0.8) < 1e-15)
    }

    @Test func waitingRelaxesByItsLength() throws {
        var model = NoiseModel()
        model.relaxations[2] = QubitRelaxation(relaxationTime: 2, dephasingTime: 1)
        let matrix = try #require(model.delayError(of: 2, seconds: 3)).transferMatrix
        #expect(abs(matrix[1, 1] - exp(-3)) < 1e-15)
        #expect(abs(matrix[3, 3] - exp(-1.5)) < 1e-15)
        #expect(abs(matrix[3, 0] - (1 - exp(-1.5))) < 1e-15)
        #expect(model.delayError(of: 2, seconds: 0) == nil)
        #expect(model.delayError(of: 1, seconds: 3) == nil)
    }

    @Test func waitingSuffersWhatAModelSaysOfIt() throws {
        var model = NoiseModel()
        let error = QuantumError(qubitCount: 1, channels: [.depolarizing(0.2, qubitCount: 1)])
        model.add(error, to: "delay")
        #expect(model.delayError(of: 1, seconds: 0) == error)
        model.relaxations[2] = QubitRelaxation(relaxationTime: 2, dephasingTime: 1)
        let matrix = try #require(model.delayError(of: 2, seconds: 3)).transferMatrix
        #expect(abs(matrix[1, 1] - 0.8 * exp(-3)) < 1e-15)
    }

    @Test func errorsSayWhatASimulationCanFollow() throws {
        let models = try ModelFixture.rows("models.json")
        let read = Dictionary(
            uniqueKeysWithValues: try models.map { ($0.name, try NoiseModel(json: try $0.json())) })
        #expect(read["depolarizing"]?.error(of: "cx", on: [0, 1])?.isPauli == true)
        #expect(read["mixed"]?.error(of: "h", on: [0])?.isPauli == false)
        #expect(read["mixed"]?.error(of: "h", on: [0])?.isMixture == true)
        #expect(read["kraus"]?.error(of: "h", on: [0])?.isMixture == false)
        #expect(read["coherent"]?.error(of: "h", on: [0])?.isMixture == true)
    }
}
