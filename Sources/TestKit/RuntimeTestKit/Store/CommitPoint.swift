/// A moment of a commit of ``InMemoryJobStore`` at which a test may wait, fail it, or crash the store.
package enum CommitPoint: Hashable, Sendable {
    /// Nothing of it is durable yet. An error thrown here fails the commit and nothing is stored.
    case beforeApplying
    /// It is durable, and nobody knows. An error thrown here is what the caller gets, although all is stored.
    case afterApplying
}
