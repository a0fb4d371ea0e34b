/// What is weighed, and where the weights go.
struct WeighCall {
    var chunk: UnsafeMutableRawPointer
    var runCount: Int
    var runBlockCount: Int
    var weights: UnsafeMutablePointer<Double>
}
