import CircuitModel
import OpenQASM
import Testing

@Suite struct ErrorTests {
    private static let two = "OPENQASM 2.0;\ninclude \"qelib1.inc\";\n"
    private static let three = "OPENQASM 3.0;\ninclude \"stdgates.inc\";\n"

    /// Programs of the third version from their third line on, what is said about them, and where.
    @Test(arguments: [
        ("qubit q\nx q;", 4, 1, "The program goes on otherwise than the language allows; expected: ;"),
        ("qubit q; y1 q;", 3, 10, "No gate of this name is known."),
        ("qubit q;\n  rx q;", 4, 3, "A gate is given another number of parameters than it takes."),
        ("qubit q; cx q;", 3, 10, "A gate is given another number of qubits than it takes."),
        ("qubit[2] q; cx q[1], q[1];", 3, 13, "A gate is given one qubit twice."),
        ("qubit[2] a; qubit[3] b; cx a, b;", 3, 25, "A gate is applied to registers of different sizes."),
        ("qubit[2] q; x q[2];", 3, 17, "An index is beyond the end of its register."),
        ("qubit[2] q; x r;", 3, 15, "Nothing of this name is known here."),
        ("qubit q; bit q;", 3, 10, "A name is declared twice."),
        ("qubit[0] q;", 3, 7, "A size is 1 or more."),
        ("qubit[9223372036854775807] q;", 3, 7, "The program has more qubits than it may have."),
        ("bit[9223372036854775807] c;", 3, 5, "The program has more classical bits than it may have."),
        (
            "qubit[2] q; ctrl(9223372036854775807) @ x q;", 3, 18,
            "A gate has more controls than it may have."
        ),
        ("int if = 1;", 3, 5, "A word of the language cannot be a name."),
        ("const float pi = 3;", 3, 13, "A word of the language cannot be a name."),
        ("gate measure a { }", 3, 6, "A word of the language cannot be a name."),
        ("switch (1) { case 0 { } case 1, 0 { } }", 3, 33, "Two cases of a switch have one value."),
        ("qubit[2] q; bit[3] c; c = measure q;", 3, 23, "As many bits are needed as qubits are measured."),
        ("bit c; x c;", 3, 10, "Qubits are needed here."),
        ("/* no end", 3, 1, "A comment does not end."),
        ("include \"stdgates.inc;", 3, 9, "A text in quotation marks does not end."),
        ("int θ = ?;", 3, 9, "A character has no meaning here."),
        ("float f = 1x;", 3, 11, "A number is not written as one."),
        ("int i = 170141183460469231731687303715884105728;", 3, 9, "An integer is too large."),
        ("const int i = 1 / 0;", 3, 15, "This cannot be computed."),
        ("break;", 3, 1, "This stands in no loop."),
        ("for int i in [0:0:4] {}", 3, 14, "A range has no step."),
        ("qubit q; if (q) { x q; }", 3, 14, "The types of values do not go together."),
        ("const int n = 3; n = 4;", 3, 18, "This cannot be assigned to."),
        ("qubit q; { qubit r; }", 3, 12, "This can be declared only outside of blocks."),
        ("bit[2] c = \"101\";", 3, 1, "Two rows of bits have different lengths."),
        ("qubit q; while (true) { x q; ", 3, 30, "A block does not end."),
        ("qubit q; rx(0.0 / 0.0) q;", 3, 13, "A gate's parameter is not a finite number."),
        ("gate g a { g a; } qubit q; g q;", 3, 12, "Gates are nested more deeply than they may be."),
        ("def f() { f(); } f();", 3, 11, "Subroutines are nested more deeply than they may be."),
    ])
    func aWrongProgramIsToldWhatAndWhere(body: String, line: Int, column: Int, sentence: String) {
        let error = #expect(throws: CircuitTextError.self) { try OpenQASMProgram(Self.three + body) }
        #expect(error?.sentence == sentence, "\(body)")
        #expect(error?.line == line, "\(body)")
        #expect(error?.column == column, "\(body)")
        #expect(error?.isUnsupported == false, "\(body)")
    }

    @Test(arguments: [
        ("qubit q; input float a; bit c; c = measure q; float b = a; if (c) { b = 1; } rx(b) q;", 3, 81),
        ("array[int, 3] a;", 3, 1),
        ("stretch s;", 3, 1),
        ("extern f(int) -> int;", 3, 1),
        ("cal { }", 3, 1),
        ("int[65] i;", 3, 1),
        ("qubit q; delay[10dt] q;", 3, 16),
        ("qubit q; bit c; c = measure q; float f = 1; while (c) { f *= 2; c = measure q; } rx(f) q;", 3, 85),
        ("qubit[2] q; bit c; c = measure q[0]; int i = 0; if (c) { i = 1; } x q[i];", 3, 71),
        ("qubit q; bit c; if (measure q) { x q; }", 3, 21),
        ("include \"other.inc\";", 3, 1),
        ("def f() -> int { if (true) { return 1; } return 2; } int i = f();", 3, 30),
        ("gate g a { reset a; } qubit q; g q;", 3, 12),
        ("gate g a { h a; t a; } qubit q; pow(0.5) @ g q;", 3, 33),
    ])
    func whatCannotBeSimulatedIsNamedAsSuch(body: String, line: Int, column: Int) {
        let error = #expect(throws: CircuitTextError.self) { try OpenQASMProgram(Self.three + body) }
        #expect(error?.isUnsupported == true, "\(body)")
        #expect(error?.line == line, "\(body)")
        #expect(error?.column == column, "\(body)")
    }

    @Test(arguments: [
        ("opaque g a; qreg q[1]; g q[0];", 3, 24), ("opaque g(x a;", 3, 12),
        ("qreg q[1]; while (q) {}", 3, 22),
        ("qreg q[2]; creg c[1]; measure q -> c;", 3, 23),
    ])
    func aWrongProgramOfVersionTwoIsToldWhere(body: String, line: Int, column: Int) {
        let error = #expect(throws: CircuitTextError.self) { try OpenQASMProgram(Self.two + body) }
        #expect(error?.line == line)
        #expect(error?.column == column)
    }

    @Test(arguments: ["4.0", "2.7", "3.2", "20", "3.00001"])
    func anotherVersionIsRefused(version: String) {
        let error = #expect(throws: CircuitTextError.self) { try OpenQASMProgram("OPENQASM \(version);") }
        #expect(error?.isUnsupported == true)
        #expect(error?.found == version)
    }

    @Test func theMostIsSaid() {
        let error = #expect(throws: CircuitTextError.self) {
            try OpenQASMProgram(Self.three + "qubit[9223372036854775807] q;")
        }
        #expect(error?.limit == OpenQASMLimits().qubitCountMax)
    }

    // MARK: - Limits

    private static func limits(_ change: (inout OpenQASMLimits) -> Void) -> OpenQASMLimits {
        var limits = OpenQASMLimits()
        change(&limits)
        return limits
    }

    /// Small texts that would be large circuits, or take for ever.
    @Test(arguments: [
        ("qubit q; while (true) { x q; }", limits { $0.stepCountMax = 1000 }),
        ("for int i in [0:90000] { for int j in [0:90000] {} }", limits { $0.stepCountMax = 1000 }),
        ("qubit q; for int i in [0:999] { x q; }", limits { $0.instructionCountMax = 100 }),
        ("qubit[4097] q;", limits { _ in }),
        ("bit[4097] c;", limits { _ in }),
        ("x $4096;", limits { _ in }),
        ("qubit q; x q;", limits { $0.byteCountMax = 10 }),
        ("qubit q; x q;", limits { $0.tokenCountMax = 10 }),
        ("int a; int b; int c;", limits { $0.variableCountMax = 2 }),
        ("input int a; input int b;", limits { $0.inputCountMax = 1 }),
        ("qubit[2] q; ctrl(2) @ x q[0], q[1], q[1];", limits { $0.controlCountMax = 1 }),
        ("qubit q; pow(1000000) @ x q;", limits { $0.primitiveCountMax = 100 }),
    ])
    func aProgramBeyondALimitIsRefused(body: String, limits: OpenQASMLimits) {
        #expect(throws: CircuitTextError.self) { try OpenQASMProgram(Self.three + body, limits: limits) }
    }

    @Test func deepNestingIsRefusedBeforeItHurts() {
        for (open, close) in [("(", ")"), ("{", "}"), ("-", ""), ("[", "]"), ("if (true) ", ";")] {
            let text = "const float f = " + String(repeating: open, count: 100_000) + "1"
            #expect(throws: CircuitTextError.self) { try OpenQASMProgram(text) }
            let statements =
                String(repeating: open, count: 100_000) + String(repeating: close, count: 100_000)
            #expect(throws: CircuitTextError.self) { try OpenQASMProgram(statements) }
        }
    }

    @Test func gatesThatDoubleEachOtherAreRefused() {
        var text = Self.three + "gate g0 a { x a; x a; }\n"
        for level in 1...40 { text += "gate g\(level) a { g\(level - 1) a; g\(level - 1) a; }\n" }
        #expect(throws: CircuitTextError.self) { try OpenQASMProgram(text + "qubit q; g40 q;") }
    }

    // MARK: - Damage

    /// Goal: no text whatever traps, and what is read is a circuit that the simulator could be sent.
    /// Method: programs with seeded damage: pieces dropped, doubled, exchanged, replaced by pieces of others.
    @Test(arguments: UInt64(0)..<1500)
    func damagedTextsAreRefusedOrRead(seed: UInt64) {
        var random = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        func next(_ bound: Int) -> Int {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(random >> 33) % bound
        }
        let sources = Self.sources
        var pieces = Self.pieces(of: sources[next(sources.count)])
        for _ in 0...next(4) {
            let place = next(pieces.count)
            switch next(5) {
            case 0: pieces.remove(at: place)
            case 1: pieces.insert(pieces[place], at: place)
            case 2: pieces.swapAt(place, next(pieces.count))
            case 3:
                let other = Self.pieces(of: sources[next(sources.count)])
                pieces[place] = other[next(other.count)]
            default:
                pieces[place] =
                    ["-1", "1e308", "\"01\"", "{", "$9", "0", "99999999999", "ctrl", "π"][next(9)]
            }
            if pieces.isEmpty { pieces = [";"] }
        }
        let limits = Self.limits {
            $0.stepCountMax = 20_000
            $0.instructionCountMax = 5_000
        }
        guard
            let program = try? OpenQASMProgram(
                pieces.joined(separator: " "), limits: limits, deviceUnit: 1e-9)
        else { return }
        let structure = program.structure
        let numbers = [Double](repeating: 0.5, count: structure.numberCount)
        guard let circuit = try? structure.bound(globalPhase: 0, numbers: numbers) else { return }
        let request = CircuitRequest(circuits: [circuit], options: RunOptions(shotCount: 1, seed: 1))
        // Parameters that instructions take out of order cannot be packed; everything else can.
        guard !Self.hasParameters(circuit) else { return }
        #expect(throws: Never.self, "\(pieces.joined(separator: " "))") {
            try CircuitRequest(bytes: request.encoded(), limits: CircuitLimits())
        }
    }

    private static func hasParameters(_ circuit: Circuit) -> Bool {
        circuit.variables.isEmpty == false || "\(circuit.instructions)".contains("parameter(")
    }

    private static let sources = [
        Self.three + """
            input angle a; const int n = 4; qubit[n] q; bit[n] c; gate g(t) x, y { rx(t) x; ctrl @ inv @ u3(t, 0, 1) y, x; }
            let part = q[0:2] ++ q[3]; for int i in [0:n - 2] { g(a / (i + 1)) part[i], q[i + 1]; }
            c[0] = measure q[0]; uint[8] k = 3; while (c[0] && k > 1) { k -= 1; c[0] = measure q[1]; if (k == 2) break; }
            switch (c) { case 1, 2 { x q; } default { pow(2) @ h q[1]; } } c[1:2] = measure q[{1, 2}]; delay[10ns] q;
            """,
        Self.three + """
            def parity(qubit[2] a, int m) -> bit { cx a[0], a[1]; return measure a[1]; } qubit[2] q; bit[3] c; bool b = true;
            h q; c[0] = parity(q, 3); if (c[0] ^ b) { negctrl @ gphase(pi / 2) q[0]; } else { reset q; }
            float f = 1.5; f *= 2; rz(sin(f) + 2 ** 3) q[0]; for bit d in c { if (d) { continue; } y q[1]; } c[1] = !c[0];
            """,
        Self.two + """
            gate k(a, b) x, y { cx x, y; u2(a, -b ^ 2) y; barrier x, y; } qreg q[3]; creg c[3]; creg d[1];
            h q; k(pi / 2, ln(3)) q[0], q[1]; measure q -> c; if (c == 5) x q[2]; reset q[0]; measure q[2] -> d[0];
            """,
    ]

    private static func pieces(of text: String) -> [String] {
        var pieces: [String] = []
        var word = ""
        for character in text {
            if character.isLetter || character.isNumber || character == "_" || character == "."
                || character == "\""
            {
                word.append(character)
                continue
            }
            if !word.isEmpty { pieces.append(word) }
            word = ""
            if !character.isWhitespace { pieces.append(String(character)) }
        }
        return pieces
    }
}
