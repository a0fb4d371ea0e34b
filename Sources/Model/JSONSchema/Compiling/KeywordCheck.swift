/// An extension's keyword as one schema has it.
package protocol KeywordCheck: Sendable {
    /// What is wrong with a value, as one sentence; `nil` when it fits. Bounded in time and memory by itself.
    func problem(with value: JSONReference) -> String?
}
