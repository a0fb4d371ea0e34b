/// Whether two jobs told the same.
public struct JobComparison: Sendable, Hashable {
    /// How many interim results are equal, from the first on.
    public let interimCount: Int
    /// The first place at which they differ; `nil` when they are equal.
    public let difference: JobDifference?

    /// Whether interim results, results and ends are equal.
    public var isEqual: Bool { self.difference == nil }
}
