import CSupervision
import Glibc
package import MessageBus

/// How a supervised service notices that its supervisor is gone: the read end of a pipe that nobody writes to.
///
/// A service without its supervisor would hold the store's lock and its sockets, and nobody would stop it; it ends at
/// once, as if it had been killed. What it must not lose is on the disk.
package enum Lifeline {
    /// The descriptor that a supervised service finds it at.
    package static let descriptor: Int32 = 3
    /// Says that there is a lifeline.
    package static let option = "--lifeline"
    private static let exitCode: Int32 = 5

    /// Ends this process when its supervisor does.
    package static func hold(on loop: any BusLoop) {
        // The kernel's word comes first; the pipe covers a supervisor that was gone before it was asked for.
        _ = spinwire_die_with_parent(SIGKILL)
        loop.post {
            // Never cancelled: the watch lasts as long as the process.
            _ = loop.watch(Self.descriptor, for: .readable) { _ in _exit(Self.exitCode) }
        }
    }
}
