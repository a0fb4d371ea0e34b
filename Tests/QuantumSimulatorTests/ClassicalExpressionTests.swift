import CircuitModel
import QuantumSimulator
import Testing

/// Goal: classical values are what Qiskit's `expr` means by them.
/// Method: each expression is stored in 8 bits of a circuit that is run.
@Suite struct ClassicalExpressionTests {
    typealias Expression = ClassicalExpression

    @Test(
        arguments: [
            (.bitAnd, 0b1100, 0b1010, 0b1000), (.bitOr, 0b1100, 0b1010, 0b1110),
            (.bitXor, 0b1100, 0b1010, 0b0110),
            (.add, 250, 10, 4), (.subtract, 3, 5, 254), (.multiply, 20, 13, 4), (.divide, 200, 7, 28),
            (.divide, 5, 0, 0), (.remainder, 200, 7, 4), (.remainder, 5, 0, 0),
            (.shiftLeft, 0b101, 6, 0b0100_0000),
            (.shiftLeft, 1, 8, 0), (.shiftRight, 0b1010_0000, 5, 0b101), (.shiftRight, 255, 200, 0),
        ] as [(Expression.BinaryOperator, UInt64, UInt64, UInt64)])
    func unsignedArithmeticWrapsAround(
        binary: Expression.BinaryOperator, left: UInt64, right: UInt64, expected: UInt64
    ) throws {
        #expect(try Self.value(.binary(binary, Self.unsigned(left), Self.unsigned(right))) == expected)
    }

    @Test(
        arguments: [
            (.add, 100, 100, -56), (.divide, -100, 7, -14), (.divide, -128, -1, -128),
            (.remainder, -100, 7, -2),
            (.multiply, -3, 5, -15), (.shiftRight, -16, 2, -4), (.shiftRight, -1, 100, -1),
        ] as [(Expression.BinaryOperator, Int8, Int8, Int8)])
    func signedArithmeticKeepsTheSign(
        binary: Expression.BinaryOperator, left: Int8, right: Int8, expected: Int8
    ) throws {
        let sum = Expression.binary(binary, Self.signed(left), Self.signed(right))
        let value = try Self.value(.cast(sum, to: .integer(width: 8, isSigned: false)))
        #expect(value == UInt64(UInt8(bitPattern: expected)))
    }

    @Test(
        arguments: [
            (.equal, 3, 3, true), (.notEqual, 3, 3, false), (.less, 3, 4, true), (.lessEqual, 4, 4, true),
            (.greater, 200, 100, true), (.greaterEqual, 3, 4, false),
        ] as [(Expression.BinaryOperator, UInt64, UInt64, Bool)])
    func comparisonsAreBooleans(
        binary: Expression.BinaryOperator, left: UInt64, right: UInt64, expected: Bool
    ) throws {
        let test = Expression.binary(binary, Self.unsigned(left), Self.unsigned(right))
        #expect(try Self.value(Self.widened(test)) == (expected ? 1 : 0))
    }

    @Test func signedNumbersCompareBySign() throws {
        let test = Expression.binary(.less, Self.signed(-1), Self.signed(1))
        #expect(try Self.value(Self.widened(test)) == 1)
    }

    @Test(
        arguments: [
            (.cast(.float(3.9), to: .integer(width: 8, isSigned: false)), 3),
            (.cast(.float(-3.9), to: .integer(width: 8, isSigned: false)), 0),
            (.cast(.float(1e9), to: .integer(width: 8, isSigned: false)), 255),
            (.cast(.float(.nan), to: .integer(width: 8, isSigned: false)), 0),
            (.cast(.integer(0x1FF, width: 9, isSigned: false), to: .integer(width: 8, isSigned: false)), 255),
            (
                .cast(
                    .cast(.integer(2, width: 8, isSigned: false), to: .boolean),
                    to: .integer(width: 8, isSigned: false)), 1
            ),
            (.unary(.bitNot, .integer(0b1010, width: 8, isSigned: false)), 0b1111_0101),
            (.unary(.negate, .integer(1, width: 8, isSigned: false)), 255),
            (.cast(.unary(.logicNot, .boolean(false)), to: .integer(width: 8, isSigned: false)), 1),
            (
                .cast(
                    .bit(
                        of: .integer(4, width: 8, isSigned: false), at: .integer(2, width: 8, isSigned: false)
                    ),
                    to: .integer(width: 8, isSigned: false)), 1
            ),
            (
                .cast(
                    .bit(
                        of: .integer(4, width: 8, isSigned: false),
                        at: .integer(99, width: 8, isSigned: false)),
                    to: .integer(width: 8, isSigned: false)), 0
            ),
            (.cast(.binary(.divide, .float(7), .float(2)), to: .integer(width: 8, isSigned: false)), 3),
        ] as [(Expression, UInt64)])
    func castsAndUnaryOperatorsFollowTheRules(expression: Expression, expected: UInt64) throws {
        #expect(try Self.value(expression) == expected)
    }

    private static func unsigned(_ value: UInt64) -> Expression { .integer(value, width: 8, isSigned: false) }

    private static func signed(_ value: Int8) -> Expression {
        .integer(UInt64(UInt8(bitPattern: value)), width: 8, isSigned: true)
    }

    private static func widened(_ test: Expression) -> Expression {
        .cast(test, to: .integer(width: 8, isSigned: false))
    }

    private static func value(_ expression: Expression) throws -> UInt64 {
        var circuit = Circuit(qubitCount: 1, clbitCount: 8)
        circuit.instructions = [.store(.clbits(Array(0..<8)), expression)]
        return try #require(try Simulated.run(circuit, shotCount: 1).keys.first)
    }
}
