/// A socket connected to a router.
package protocol DealerSocket: Sendable {
    /// Sends one message; never blocks.
    func send(_ frames: Frames) -> SendOutcome
    func close()
}
