/// Collects what is wrong in one or several files, so that all of it can be said at once.
final class ProblemList {
    /// In the order in which they were found.
    private(set) var problems: [TopologyProblem] = []
    private static let countMax = 100

    /// Notes a problem; the hundredth and later ones are not kept.
    func add(_ file: String, line: Int?, field: String, _ sentence: String) {
        guard self.problems.count < Self.countMax else { return }
        self.problems.append(TopologyProblem(file: file, line: line, field: field, sentence: sentence))
    }
}
