#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension ParameterFormulas.Function {
    package func callAsFunction(_ x: Double) -> Double {
        switch self {
        case .negate: -x
        case .sine: x.isFinite ? SineCosine(x).sine : .nan
        case .cosine: x.isFinite ? SineCosine(x).cosine : .nan
        case .tangent: tan(x)
        case .arcSine: asin(x)
        case .arcCosine: acos(x)
        case .arcTangent: atan(x)
        case .exponential: exp(x)
        case .logarithm: log(x)
        case .squareRoot: x.squareRoot()
        case .ceiling: x.rounded(.up)
        case .floor: x.rounded(.down)
        case .truncate: x.rounded(.towardZero)
        }
    }
}

extension ParameterFormulas.Operator {
    package func callAsFunction(_ left: Double, _ right: Double) -> Double {
        switch self {
        case .add: left + right
        case .subtract: left - right
        case .multiply: left * right
        case .divide: left / right
        case .power: pow(left, right)
        case .remainder: left.truncatingRemainder(dividingBy: right)
        }
    }
}
