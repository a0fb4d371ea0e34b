/// What is copied between a state and a chunk.
struct CopyCall {
    var state: UnsafeMutableRawPointer
    var chunk: UnsafeMutableRawPointer
    var runs: UnsafePointer<Int>
    var runCount: Int
    var within: UnsafePointer<Int>
    var runBlockCount: Int
    var isFetch: Bool
}
