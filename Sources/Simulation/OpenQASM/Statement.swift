/// A statement as it is written.
struct Statement {
    indirect enum Kind {
        case include(String)
        case qubits(name: String, size: Expression?)
        case declaration(TypeSyntax, name: String, value: Expression?, isConstant: Bool)
        case input(TypeSyntax, name: String)
        case alias(name: String, Expression)
        case gate(name: String, GateSyntax)
        case subroutine(name: String, SubroutineSyntax)
        case call(GateCall)
        /// An expression whose value nobody wants: a subroutine's call.
        case expression(Expression)
        case measure(Expression, into: Expression?)
        case reset(Expression)
        /// No operands: all qubits.
        case barrier([Expression])
        case delay(Expression, [Expression])
        /// The sign of `+=` and its like.
        case assign(Expression, Expression.BinarySign?, Expression)
        case conditional(Expression, [Statement], [Statement])
        case whileLoop(Expression, [Statement])
        case forLoop(TypeSyntax, name: String, LoopValues, [Statement])
        case switchCase(Expression, [CaseSyntax])
        case block([Statement])
        case breakLoop
        case continueLoop
        case finish(Expression?)
        case stop
    }

    enum LoopValues {
        case range(RangeSyntax)
        case set([Expression])
        /// The bits of a register.
        case register(Expression)
    }

    struct CaseSyntax {
        /// Empty for the default.
        var values: [Expression]
        var body: [Statement]
    }

    struct GateCall {
        var modifiers: [Modifier]
        var name: String
        var parameters: [Expression]
        var operands: [Expression]
    }

    struct Modifier {
        enum Kind {
            case control(count: Expression?, isNegative: Bool)
            case inverse
            case power(Expression)
        }

        var kind: Kind
        var offset: Int
    }

    struct GateSyntax {
        var parameters: [String]
        var qubits: [String]
        var body: [Statement]
    }

    struct SubroutineSyntax {
        enum Parameter {
            case classical(TypeSyntax, String)
            case qubits(size: Expression?, String)
        }

        var parameters: [Parameter]
        var result: TypeSyntax?
        var body: [Statement]
    }

    var kind: Kind
    var offset: Int
}
