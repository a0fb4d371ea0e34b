import OpenQASM
import Testing

@Suite struct NumberTests {
    @Test(arguments: [
        ("0.5", 0.5), ("-3", -3), ("1/2", 0.5), ("3*pi/4", 2.356194490192345), ("sqrt(4) ** 2", 4),
    ])
    func aFormulaHasItsValue(text: String, value: Double) {
        #expect(OpenQASMProgram.number(text) == value)
    }

    @Test(arguments: ["", "x", "1/0", "pi pi", "[1]", "\"0", "1e400", "measure q"])
    func whatIsNoNumberHasNone(text: String) {
        #expect(OpenQASMProgram.number(text) == nil)
    }
}
