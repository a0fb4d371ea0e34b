import StateVector

/// What a kernel gets to work on one chunk.
struct KernelCall<Real> {
    var steps: UnsafePointer<KernelStep>
    var stepCount: Int
    var numbers: UnsafePointer<Real>
    var local: UnsafePointer<Real>
    var places: UnsafePointer<Int>
    var chunk: UnsafeMutableRawPointer
    var blockBitCount: Int
    var scratch: UnsafeMutableRawPointer
}
