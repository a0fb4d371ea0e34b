import Foundation
import NoiseModel
import Testing

/// Texts that are no noise models: an error that names the place, never a trap.
@Suite struct MalformedModelTests {
    struct Case: Sendable {
        let text: String
        let reason: NoiseModelError.Reason
        let path: String
    }

    static func qerror(
        _ instructions: String, _ probabilities: String = "[1]", rest: String = #""operations": ["x"]"#
    ) -> String {
        #"{"errors": [{"type": "qerror", \#(rest), "instructions": \#(instructions), "probabilities": \#(probabilities)}]}"#
    }

    static let cases: [Case] = [
        Case(text: "", reason: .notJSON, path: "byte 0"),
        Case(text: "{\"errors\": []} x", reason: .notJSON, path: "byte 15"),
        Case(text: "{\"errors\": [NaN]}", reason: .notJSON, path: "byte 12"),
        Case(text: "[]", reason: .missing, path: "errors"),
        Case(text: "{\"errors\": 3}", reason: .missing, path: "errors"),
        Case(text: String(repeating: "[", count: 1000), reason: .tooDeep, path: ""),
        Case(text: #"{"errors": [{"type": "other"}]}"#, reason: .unknownKind, path: "errors[0].type"),
        Case(
            text: qerror(#"[[{"name": "measure", "qubits": [0]}]]"#), reason: .unknownOperation,
            path: "errors[0].instructions[0][0].name"),
        Case(
            text: qerror(#"[[{"name": "x", "qubits": [9]}]]"#), reason: .wrongQubit,
            path: "errors[0].instructions[0][0].qubits"),
        Case(
            text: qerror(#"[[{"name": "cx", "qubits": [1, 1]}]]"#), reason: .wrongQubit,
            path: "errors[0].instructions[0][0].qubits"),
        Case(
            text: qerror(#"[[{"name": "cx", "qubits": [1]}]]"#), reason: .wrongSize,
            path: "errors[0].instructions[0][0].qubits"),
        Case(
            text: qerror(#"[[{"name": "x", "qubits": [-1]}]]"#), reason: .wrongQubit,
            path: "errors[0].instructions[0][0].qubits"),
        Case(
            text: qerror(#"[[{"name": "pauli", "qubits": [0], "params": ["XY"]}]]"#), reason: .wrongSize,
            path: "errors[0].instructions[0][0].params[0]"),
        Case(
            text: qerror(#"[[{"name": "pauli", "qubits": [0], "params": ["Q"]}]]"#),
            reason: .unknownOperation, path: "errors[0].instructions[0][0].params[0]"),
        Case(
            text: qerror(#"[[{"name": "rx", "qubits": [0], "params": [1e999]}]]"#), reason: .notNumber,
            path: "errors[0].instructions[0][0].params"),
        Case(
            text: qerror(#"[[{"name": "rx", "qubits": [0]}]]"#), reason: .missing,
            path: "errors[0].instructions[0][0].params"),
        Case(
            text: qerror(#"[[{"name": "unitary", "qubits": [0], "params": [[[1, 0], [0, 2]]]}]]"#),
            reason: .notUnitary, path: "errors[0].instructions[0][0].params[0]"),
        Case(
            text: qerror(#"[[{"name": "kraus", "qubits": [0], "params": [[[1, 0], [0, 0.5]]]}]]"#),
            reason: .notTracePreserving, path: "errors[0].instructions[0][0].params"),
        Case(
            text: qerror(#"[[{"name": "kraus", "qubits": [0], "params": []}]]"#), reason: .notTracePreserving,
            path: "errors[0].instructions[0][0].params"),
        Case(
            // Transposes: keeps the trace, but is not completely positive.
            text: qerror(
                #"[[{"name": "superop", "qubits": [0], "params": [[[1,0,0,0],[0,0,1,0],[0,1,0,0],[0,0,0,1]]]}]]"#
            ),
            reason: .notPositive, path: "errors[0].instructions[0][0].params[0]"),
        Case(
            text: qerror(#"[[{"name": "x", "qubits": [0]}]]"#, "[0.5]"), reason: .notNormalized,
            path: "errors[0].probabilities"),
        Case(
            text: qerror(#"[[{"name": "x", "qubits": [0]}], []]"#, "[1.5, -0.5]"), reason: .notNumber,
            path: "errors[0].probabilities"),
        Case(
            text: qerror(#"[[{"name": "x", "qubits": [0]}]]"#, "[0.5, 0.5]"), reason: .overLimit,
            path: "errors[0].probabilities"),
        Case(
            text: qerror(
                #"[[{"name": "cx", "qubits": [0, 1]}]]"#, rest: #""operations": ["x"], "gate_qubits": [[4]]"#),
            reason: .tooManyQubits, path: "errors[0].gate_qubits[0]"),
        Case(
            text: qerror("[[]]", rest: #""operations": ["x"], "gate_qubits": [[4, 4]]"#), reason: .wrongQubit,
            path: "errors[0].gate_qubits[0]"),
        Case(
            text: #"{"errors": [{"type": "roerror", "probabilities": [[1, 0], [0.5, 0.6]]}]}"#,
            reason: .notNormalized, path: "errors[0].probabilities[1]"),
        Case(
            text: #"{"errors": [{"type": "roerror", "probabilities": [[1]]}]}"#, reason: .wrongSize,
            path: "errors[0].probabilities"),
    ]

    @Test(arguments: cases.indices) func malformedModelsAreRefusedByPlace(index: Int) throws {
        let example = Self.cases[index]
        let error = #expect(throws: NoiseModelError.self) { try NoiseModel(json: Array(example.text.utf8)) }
        #expect(error?.reason == example.reason)
        #expect(error?.path == example.path)
    }

    @Test func limitsAreRefusedByName() throws {
        var limits = NoiseLimits()
        limits.byteCountMax = 10
        let long = Array(#"{"errors": []}   "#.utf8)
        #expect(throws: NoiseModelError(.tooLong)) { try NoiseModel(json: long, limits: limits) }
        limits = NoiseLimits()
        limits.termCountMax = 1
        let text = Array(Self.qerror("[[], []]", "[0.5, 0.5]").utf8)
        #expect(throws: NoiseModelError(.overLimit, path: "errors[0].instructions")) {
            try NoiseModel(json: text, limits: limits)
        }
    }

    @Test func aSuperoperatorGivesTheKrausMatricesOfItsChannel() throws {
        // Amplitude damping by 0.3: columns stacked, so entry (1, 2) is that of rho[1, 0] from rho[0, 1]'s place.
        let keep = (0.7).squareRoot()
        let text = Self.qerror(
            "[[{\"name\": \"superop\", \"qubits\": [0], \"params\": [[[1,0,0,0.3],[0,\(keep),0,0],[0,0,\(keep),0],[0,0,0,0.7]]]}]]"
        )
        let matrix = try NoiseModel(json: Array(text.utf8)).error(of: "x", on: [0])?.transferMatrix
        #expect(abs((matrix?[1, 1] ?? 0) - keep) < 1e-12)
        #expect(abs((matrix?[3, 3] ?? 0) - 0.7) < 1e-12)
        #expect(abs((matrix?[3, 0] ?? 0) - 0.3) < 1e-12)
    }

    @Test func damagedModelsAreReadOrRefused() throws {
        var random = SystemRandomNumberGenerator()
        let seed = UInt64.random(in: 0...UInt64.max, using: &random)
        var generator = Damage(seed: seed)
        for fixture in try ModelFixture.rows("models.json") {
            let text = try fixture.json()
            for _ in 0..<300 {
                let damaged = generator.damaged(text)
                do throws(NoiseModelError) {
                    _ = try NoiseModel(json: damaged)
                } catch {
                    #expect(!error.reason.rawValue.isEmpty, "seed \(seed)")
                }
            }
        }
    }
}
