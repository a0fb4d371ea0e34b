/// `start : step : end`, both ends included.
struct RangeSyntax {
    var start: Expression?
    var step: Expression?
    var end: Expression?
    var offset: Int
}
