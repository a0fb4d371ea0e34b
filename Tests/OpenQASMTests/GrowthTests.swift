import CircuitModel
import OpenQASM
import Testing

/// Texts of which more is made than their length tells: what is refused, so that neither stack nor time runs out.
@Suite struct GrowthTests {
    private static let three = "OPENQASM 3.0;\ninclude \"stdgates.inc\";\n"
    private static let tooDeep = "Statements or expressions are nested more deeply than they may be."

    private static func chain(_ link: String, _ count: Int) -> String {
        String(repeating: link, count: count)
    }

    // MARK: - Depth

    /// What is read in a row is nested all the same: the first of a sum is its innermost.
    @Test(arguments: [
        "qubit q; rx(1" + chain("+1", 100_000) + ") q;",
        "qubit q; bit c; int i; c = measure q; i = i" + chain("+i", 100_000) + ";",
        "int i; i = i" + chain("-i", 100_000) + ";",
        "qubit[2] q; x q" + chain("[0]", 100_000) + ";",
        "qubit[2] q; let a = q[0]" + chain(" ++ q[0]", 100_000) + ";",
        "const float f = " + chain("2**", 100_000) + "2;",
        "const int i = " + chain("int(", 100_000) + "1" + chain(")", 100_000) + ";",
        "const float f = " + chain("sin(", 100_000) + "1" + chain(")", 100_000) + ";",
        "const bool b = " + chain("!", 100_000) + "true;",
        "int[" + chain("int[", 100_000) + "1" + chain("]", 100_000) + "] i;",
        "bit c; " + chain("if (c) {} else ", 100_000) + "{}",
        "bit c; " + chain("while (c) ", 100_000) + "{}",
        "bit c; " + chain("switch (1) { case 1 {", 100_000),
        "qubit q; " + chain("inv @ ", 100_000) + "x q;",
        chain("gate g a { ", 100_000),
        chain("def f() { ", 100_000),
    ])
    func longChainsAreRefusedByLineAndColumn(body: String) {
        let error = #expect(throws: CircuitTextError.self) { try OpenQASMProgram(Self.three + body) }
        #expect(error?.sentence == Self.tooDeep)
        #expect(error?.line == 3)
        #expect(error?.column ?? 0 > 1)
    }

    @Test(arguments: [
        "qubit q; rx(1" + chain("+1", 900) + ") q;",
        "qubit q; bit c; int i; c = measure q; if (c) { i = 1; } i = i" + chain("+i", 900) + ";",
        "qubit[2] q; let a = q" + chain("[0:1]", 900) + ";",
        "qubit[901] q; let a = q[0]" + (1...900).map { " ++ q[\($0)]" }.joined() + ";",
    ])
    func chainsOfHundredsAreRead(body: String) {
        #expect(throws: Never.self) { try OpenQASMProgram(Self.three + body) }
    }

    @Test func whatCallsNestIsCountedAcrossThem() {
        var blocks = "def f0() { }\n"
        var sums = "def s0(int i) -> int { return i; }\n"
        for level in 1...60 {
            blocks += "def f\(level)() { \(Self.chain("{", 55)) f\(level - 1)(); \(Self.chain("}", 55)) }\n"
            sums += "def s\(level)(int i) -> int { return s\(level - 1)(i)\(Self.chain(" + i", 800)); }\n"
        }
        for text in [blocks + "f60();", sums + "int j = s60(1);"] {
            let error = #expect(throws: CircuitTextError.self) { try OpenQASMProgram(Self.three + text) }
            #expect(error?.sentence == Self.tooDeep)
        }
    }

    @Test func bodiesThatMayRunOrNotAreCountedAcrossCalls() {
        var text = Self.three + "qubit q; bit c; c = measure q;\ndef f0(bit c) { }\n"
        for level in 1...60 {
            text += "def f\(level)(bit c) { if (c) { if (c) { f\(level - 1)(c); } } }\n"
        }
        #expect(throws: CircuitTextError.self) { try OpenQASMProgram(text + "f60(c);") }
    }

    // MARK: - Doubling

    /// Each line uses the one before twice.
    @Test(arguments: [
        ("gate g0 a { x a; x a; }", "gate g# a { g@ a; g@ a; }", "qubit q; g40 q;"),
        ("gate g0 a { }", "gate g# a { g@ a; g@ a; }", "qubit q; g40 q;"),
        ("gate g0 a { }", "gate g# a { pow(0) @ g@ a; g@ a; g@ a; }", "qubit q; inv @ g40 q;"),
        ("gate g0(t) a { rx(t) a; }", "gate g#(t) a { g@(t + t) a; }", "qubit q; input float t; g40(t) q;"),
        ("qubit q; let a0 = q;", "let a# = a@ ++ a@;", ""),
        ("def f0() { }", "def f#() { f@(); f@(); }", "f40();"),
        (
            "qubit q; bit[8] c; c[0] = measure q; def f0(bit[8] a) -> bit[8] { return a; }",
            "def f#(bit[8] a) -> bit[8] { return f@(a ^ a); }", "bit[8] d = f40(c);"
        ),
    ])
    func whatDoublesIsRefused(first: String, line: String, last: String) {
        var text = Self.three + first + "\n"
        for level in 1...40 {
            let own = line.replacing("#", with: "\(level)").replacing("@", with: "\(level - 1)")
            text += own + "\n"
        }
        #expect(throws: CircuitTextError.self) { try OpenQASMProgram(text + last) }
    }

    @Test(arguments: [("popcount(", ")"), ("rotl(", ", 1)")])
    func functionsThatUseTheirValueOftenAreRefusedWithinEachOther(open: String, close: String) {
        let text =
            Self.three + "qubit q; bit[8] c; c[0] = measure q; uint[8] i = c; if (c[0]) { i = 1; }\n"
            + "i = " + Self.chain(open, 40) + "i" + Self.chain(close, 40) + ";"
        #expect(throws: CircuitTextError.self) { try OpenQASMProgram(text) }
    }

    @Test func aGateThatUnfoldsToTooMuchIsNamedAtItsCall() {
        var text = Self.three + "gate g0 a { x a; x a; }\n"
        for level in 1...59 { text += "gate g\(level) a { g\(level - 1) a; g\(level - 1) a; }\n" }
        let error = #expect(throws: CircuitTextError.self) { try OpenQASMProgram(text + "qubit q; g59 q;") }
        #expect(error?.sentence == "A gate unfolds to more gates than it may.")
        #expect(error?.found == "g59")
        #expect(error?.line == 63)
        #expect(error?.limit == OpenQASMLimits().stepCountMax)
    }

    @Test func anEmptyGateHasEveryPower() throws {
        let text = Self.three + "gate g a { } qubit q; pow(999999999) @ g q; x q;"
        #expect(try OpenQASMProgram(text).gateCounts == ["x": 1])
    }

    // MARK: - Giving up

    @Test func readingEndsWhenNobodyWaits() {
        var limits = OpenQASMLimits()
        limits.stepCountMax = .max
        let text = Self.three + "while (true) { }"
        #expect(throws: CircuitTextError.self) {
            try OpenQASMProgram(text, limits: limits, isCancelled: { true })
        }
    }
}
