/// A descriptor in a loop's care.
package protocol DescriptorWatch: Sendable {
    /// Changes what is waited for; an empty interest waits only for hang-up and errors. Only on the loop.
    func update(_ interest: DescriptorInterest)
    /// Ends the watch; the handler is not called again. Only on the loop.
    func cancel()
}
