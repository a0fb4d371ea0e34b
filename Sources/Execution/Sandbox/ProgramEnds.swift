import CSandbox
import Glibc

/// The executor's descriptors of one child. Owned by whoever holds the value; closed once, by hand.
struct ProgramEnds: Sendable {
    /// Refers to the child, and through it to its PID namespace.
    let pidfd: Int32
    /// The program channel: a stream socket.
    let channel: Int32
    /// What the program writes to its stdout and stderr comes out here.
    let output: Int32
    let error: Int32

    /// How many descriptors a zygote sends along with a new child.
    static let count = 4

    /// Takes over the descriptors in the order that a zygote sends them.
    init?(_ descriptors: [Int32]) {
        guard descriptors.count == Self.count else { return nil }
        self.pidfd = descriptors[0]
        self.channel = descriptors[1]
        self.output = descriptors[2]
        self.error = descriptors[3]
        for descriptor in descriptors.dropFirst() { _ = spinwire_set_nonblocking(descriptor) }
    }

    func closeAll() {
        for descriptor in [self.pidfd, self.channel, self.output, self.error] { close(descriptor) }
    }
}
