/// What a gate is about to take, before it takes it.
package struct SplittingSize: Sendable {
    /// Memory of the chain as it is, and of all that the next splitting needs beside it.
    package var byteCount: Int
    /// The largest bond that the splitting may make.
    package var bondDimension: Int
}
