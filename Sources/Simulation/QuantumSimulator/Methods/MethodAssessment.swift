/// What a method says about a task before it runs.
package enum MethodAssessment: Equatable, Sendable {
    case suitable(MethodCost)
    /// - reason: One sentence of fixed text for whoever asked for this method by name.
    case unsuitable(reason: String)
}
