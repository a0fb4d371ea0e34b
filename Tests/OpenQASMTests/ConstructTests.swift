import CircuitModel
import Foundation
import OpenQASM
import Testing

/// Each construct of the language, by its effect.
@Suite struct ConstructTests {
    static let header = "OPENQASM 3.0;\ninclude \"stdgates.inc\";\n"

    /// Programs of the third version whose outcome, a row of bits, is certain.
    @Test(arguments: [
        // Declarations, broadcasting, indices, slices, sets, aliases.
        ("qubit[3] q; bit[3] c; x q; c = measure q;", 7),
        ("qubit[3] q; bit[3] c; x q[{0, 2}]; c = measure q;", 5),
        ("qubit[4] q; bit[4] c; x q[0:2:3]; c = measure q;", 5),
        ("qubit[4] q; bit[4] c; x q[-1]; c = measure q;", 8),
        ("qubit[4] q; bit[4] c; x q[3:-1:2]; c = measure q;", 12),
        (
            "qubit[2] a; qubit[2] b; bit[4] c; let all = a ++ b; x all[2]; let part = all[1:3]; x part[0]; c = measure all;",
            6
        ),
        ("qubit q; bit c; x q; measure q -> c;", 1),
        ("qubit[2] a; qubit[2] b; bit[2] c; x a; cx a, b; c = measure b;", 3),
        ("qubit s; qubit[3] q; bit[3] c; x s; cx s, q; c = measure q;", 7),
        ("bit[2] c; x $1; c[0] = measure $0; c[1] = measure $1;", 2),
        ("qreg q[2]; creg c[2]; x q[1]; c = measure q;", 2),
        // Gates, modifiers.
        ("gate flip a { x a; } qubit[2] q; bit[2] c; flip q[1]; c = measure q;", 2),
        (
            "gate turn(t) a, b { rx(t) a; rx(t / 2) b; } qubit[2] q; bit[2] c; turn(2 * pi) q[0], q[1]; c = measure q;",
            2
        ),
        ("qubit[2] q; bit[2] c; negctrl @ x q[0], q[1]; c = measure q;", 2),
        ("qubit[3] q; bit[3] c; x q[0:1]; ctrl(2) @ x q[0], q[1], q[2]; c = measure q;", 7),
        ("qubit[3] q; bit[3] c; x q[1]; negctrl @ ctrl @ x q[0], q[1], q[2]; c = measure q;", 6),
        ("qubit q; bit c; pow(1 / 2.0) @ x q; pow(0.5) @ x q; c = measure q;", 1),
        ("qubit q; bit c; pow(3) @ sx q; inv @ sx q; c = measure q;", 1),
        ("qubit q; bit c; pow(-2) @ sx q; c = measure q;", 1),
        ("gate a1 q { rx(0.7) q; s q; h q; } qubit q; bit c; a1 q; inv @ a1 q; c = measure q;", 0),
        // Two half turns under a control give a phase of the control.
        ("qubit[2] q; bit[2] c; h q[0]; ctrl @ gphase(pi) q[0]; h q[0]; c = measure q;", 1),
        ("qubit[2] q; bit[2] c; h q[0]; x q[1]; ctrl @ rz(2 * pi) q[0], q[1]; h q[0]; c = measure q;", 3),
        (
            "qubit[2] q; bit[2] c; h q[0]; ctrl @ U(pi, 0, pi) q[0], q[1]; ctrl @ inv @ U(pi, 0, pi) q[0], q[1]; h q[0]; c = measure q;",
            0
        ),
        // Control flow.
        ("qubit q; bit[2] c; x q; c[0] = measure q; if (c[0]) { x q; } else { h q; } c[1] = measure q;", 1),
        ("qubit q; bit[2] c; if (c == 0) x q; c[1] = measure q;", 2),
        ("qubit q; bit[2] c; for int i in [1:3] { x q; } c[0] = measure q;", 1),
        ("qubit[4] q; bit[4] c; for uint i in {0, 2} { x q[i]; } c = measure q;", 5),
        ("qubit[4] q; bit[4] c; for int i in [3:-2:0] x q[i]; c = measure q;", 10),
        (
            "qubit[3] q; bit[3] c; c = \"101\"; int i = 0; for bit b in c { if (b) { x q[0]; } } c[1] = measure q[0];",
            5
        ),
        ("qubit q; bit c; int n = 0; while (n < 3) { x q; n += 1; } c = measure q;", 1),
        (
            "qubit q; bit[4] c; uint[4] n = 0; x q; while (c[0] == 0) { c[0] = measure q; n += 5; } c[1] = bool(n == 5);",
            3
        ),
        ("qubit q; bit[2] c; for int i in [0:9] { if (i == 3) { break; } x q; } c[0] = measure q;", 1),
        ("qubit q; bit[2] c; for int i in [0:4] { if (i % 2 == 1) { continue; } x q; } c[0] = measure q;", 1),
        (
            "qubit q; bit[2] c; x q; c[0] = measure q; for int i in [0:9] { if (c[0]) { break; } x q; } c[1] = measure q;",
            3
        ),
        (
            "qubit[2] q; bit[3] c; int i = 2; switch (i) { case 0 { x q[0]; } case 1, 2 { x q[1]; } default { x q; } } c[0:1] = measure q;",
            2
        ),
        (
            "qubit[2] q; bit[4] c; x q[1]; c[0:1] = measure q; switch (c[0:1]) { case 1 { x q[0]; } case 2 { x q; } } c[2:3] = measure q;",
            6
        ),
        (
            "qubit[2] q; bit[4] c; x q[1]; c[0:1] = measure q; switch (c[0:1]) { case 1 { x q[0]; } default { x q; } } c[2:3] = measure q;",
            6
        ),
        ("qubit q; bit c; x q; end; x q; c = measure q;", 0),
        ("qubit[1] q; bit[1] c; for int i in [1:200001] { x q; } c = measure q;", 1),
        ("qubit q; bit[8] c; for uint[32] i in [0:300000] { c = bit[8](uint[8](i)); }", 224),
        // Classical values.
        ("bit[8] c; uint[8] a = 200; a += 100; c = bit[8](a);", 44),
        ("bit[8] c; int[8] a = -3; c = bit[8](a >> 1);", 254),
        ("bit[4] c; int a = 2 ** 3 + 1; c = bit[4](a);", 9),
        ("bit[4] c; const int n = 3; bit[n] d; d = \"110\"; c[0] = d[1];", 97),
        ("bit[8] c; c = rotl(uint[8](129), 1);", 3),
        ("bit[8] c; uint[8] a = 129; c = \"00000001\"; c = bit[8](a ^ uint[8](c));", 128),
        ("bit[4] c; c = bit[4](popcount(\"1011\"));", 3),
        ("bit[8] c; c[1] = true; uint[4] n = uint[4](c) << 1; c = bit[8](n);", 4),
        ("bit[8] c; c[2] = 1; c = bit[8](popcount(uint[8](c) | 3));", 3),
        ("bit[4] c; angle t = pi / 2; bool b = t > 1.5 && !(t >= 1.6); c[3] = b;", 8),
        ("bit[4] c; float f = sqrt(16.0) - floor(1.9) + ceiling(0.1); c = bit[4](int(f));", 4),
        ("bit[4] c; c[0] = 1 < 2; c[1] = 7 & 3 == 3; c[2] = 1 + 2 * 3 == 7; c[3] = -2 ** 2 == -4;", 15),
        ("bit[4] c; uint[2] i = 1; c[0] = 1; c[1] = c[i - 1];", 3),
        ("bit[4] c; { bit[2] d; d[1] = 1; c[1:2] = d; } int x = 3; { int x = 5; } c[0] = x == 3;", 37),
        // Subroutines.
        ("def flip(qubit a) { x a; } qubit[2] q; bit[2] c; flip(q[1]); c = measure q;", 2),
        (
            "def sum(int a, int b) -> int { int s = a + b; return s; } bit[4] c; c = bit[4](sum(2, sum(3, 4)));",
            9
        ),
        (
            "def turn(qubit[2] a, angle t) -> bit[2] { rx(t) a[0]; return measure a; } qubit[2] q; bit[2] c; c = turn(q, pi);",
            5
        ),
        // Things that are passed over.
        (
            "#pragma keep\npragma this too\nqubit q; bit c; @bind(1) whatever\nx q; barrier q; barrier; delay[100ns] q; box { x q; } output int z; c = measure q;",
            0
        ),
        ("/* a\ncomment */ qubit q; bit c; // more\nx q; c = measure q;", 1),
        ("qubit[2] q; bit[2] θ; rx(π) q[1]; θ = measure q;", 2),
    ])
    func aProgramHasTheOutcomeThatItSays(body: String, expected: UInt64) throws {
        #expect(try Simulation.outcome(Self.header + body) == expected, "\(body)")
    }

    @Test(arguments: [
        ("qreg q[2]; creg c[2]; x q[0]; cx q[0], q[1]; measure q -> c;", 3),
        ("qreg q[1]; creg c[2]; rx(2*pi^2/pi) q[0]; u3(pi,0,pi) q[0]; measure q[0] -> c[1];", 2),
        ("qreg q[1]; creg c[2]; x q[0]; measure q[0] -> c[0]; if (c == 1) x q[0]; measure q[0] -> c[1];", 1),
        (
            "gate g(a,b) x,y { u1(a) x; barrier x, y; CX x, y; U(b,0,0) y; } qreg q[2]; creg c[2]; x q[0]; g(1/2, sin(0)) q[0], q[1]; measure q -> c;",
            3
        ),
        ("qreg q[1]; creg c[1]; reset q; id q[0]; u0(1) q[0]; sx q[0]; sxdg q[0]; measure q -> c;", 0),
    ])
    func aProgramOfVersionTwoHasTheOutcomeThatItSays(body: String, expected: UInt64) throws {
        let text = "OPENQASM 2.0;\ninclude \"qelib1.inc\";\n" + body
        #expect(try Simulation.outcome(text) == expected, "\(body)")
    }

    @Test func inputsAreNumbersOfTheStructure() throws {
        let text =
            Self.header
            + "input angle a; input int n; qubit q; bit c; rx(a * n) q; for int i in [1:2] { rx(a) q; } c = measure q;"
        let program = try OpenQASMProgram(text)
        #expect(program.inputs.map(\.name) == ["a", "n"])
        #expect(program.structure.numberCount == 2)
        #expect(try Simulation.outcome(text, inputs: [.pi, 3]) == 1)
        #expect(try Simulation.outcome(text, inputs: [.pi, 2]) == 0)
        #expect(try Simulation.outcome(text, inputs: [.pi, 2.9]) == 0)
    }

    @Test func anInputDecidesWhileTheCircuitRuns() throws {
        let text =
            Self.header
            + "input int n; input bool b; qubit q; bit[2] c; if (n > 2 && b) { x q; } int k = n; while (k > 0) { k -= 1; x q; } c[0] = measure q;"
        #expect(try Simulation.outcome(text, inputs: [3, 1]) == 0)
        #expect(try Simulation.outcome(text, inputs: [3, 0]) == 1)
        #expect(try Simulation.outcome(text, inputs: [2, 1]) == 0)
    }

    @Test func anInputThatMakesAnAngleInfiniteIsNamed() throws {
        let program = try OpenQASMProgram(Self.header + "input float a; qubit q; rx(1 / a) q;")
        #expect(throws: CircuitFormatError.self) {
            try program.structure.bound(globalPhase: 0, numbers: [0])
        }
        #expect(throws: Never.self) { try program.structure.bound(globalPhase: 0, numbers: [2]) }
    }

    @Test func controlledGatesOfTheTableAreNamed() throws {
        let program = try OpenQASMProgram(
            Self.header
                + "qubit[5] q; ctrl @ x q[0], q[1]; ctrl(2) @ z q[0], q[1], q[2]; ctrl @ cx q[0], q[1], q[2];"
                + "ctrl @ phase(0.5) q[0], q[1]; ctrl @ ctrl @ ctrl @ gphase(1) q[0], q[1], q[2];")
        #expect(program.gateCounts == ["cx": 1, "ccz": 1, "ccx": 1, "cp": 1, "p": 1])
    }

    @Test func whatIsKnownLeavesNoVariableBehind() throws {
        let program = try OpenQASMProgram(
            Self.header
                + "qubit[4] q; int n = 4; for int i in [0:n - 1] { float t = pi / (i + 1); rx(t) q[i]; }")
        #expect(program.structure.circuit.instructions.count == 4)
    }

    /// The power of a matrix is its principal one, its phase among it.
    @Test(arguments: ["x", "y", "z", "h", "s", "t", "sx", "rx(0.9)", "U(0.3, 0.4, 0.5)", "u3(2.9, 0.1, -3)"])
    func aRootTakenTwiceIsTheGate(gate: String) throws {
        let prepare = "qubit[2] q; ry(0.4) q[0]; rx(1.1) q[1]; cx q[0], q[1];"
        let whole = try Simulation.state(Self.header + prepare + "ctrl @ \(gate) q[0], q[1];")
        let roots = try Simulation.state(
            Self.header + prepare
                + "ctrl @ pow(0.5) @ \(gate) q[0], q[1]; ctrl @ pow(1 / 2.0) @ \(gate) q[0], q[1];")
        #expect(Simulation.infidelity(whole, roots) < 1e-12)
        let undone = try Simulation.state(
            Self.header + prepare + "ctrl @ \(gate) q[0], q[1]; inv @ ctrl @ \(gate) q[0], q[1];")
        #expect(Simulation.infidelity(undone, try Simulation.state(Self.header + prepare)) < 1e-12)
    }
}
