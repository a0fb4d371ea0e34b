import CSandbox
import Glibc
import RuntimeModel

/// A process of ours, started by `posix_spawn` with exactly the descriptors and variables given.
struct ChildProcess: Sendable {
    let pid: Int32
    /// Refers to the process; readable once it has ended. Owned: closed by ``reap()`` when that succeeds.
    let pidfd: Int32

    /// Starts `command` (an absolute path and its arguments); descriptor `i` of the process is `descriptors[i]`.
    static func spawn(
        _ command: [String], environment: [String: String], descriptors: [Int32]
    ) throws(RuntimeError) -> ChildProcess {
        guard let path = command.first else {
            throw RuntimeError(.configurationInvalid, "The command that starts a zygote is empty.")
        }
        let variables = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        var pidfd: Int32 = -1
        let pid = Self.withCStrings(command) { arguments in
            Self.withCStrings(variables) { variables in
                spinwire_spawn(path, arguments, variables, descriptors, Int32(descriptors.count), &pidfd)
            }
        }
        guard pid > 0 else {
            throw RuntimeError(
                .programNotStarted, "A process could not be started.",
                context: ["path": path, "error": String(cString: strerror(-pid))])
        }
        return ChildProcess(pid: pid, pidfd: pidfd)
    }

    func kill() { _ = spinwire_pidfd_signal(self.pidfd, SIGKILL) }

    /// Collects the process once it has ended: its exit code, or 128 and the signal that ended it.
    func reap() -> Int32? {
        var code: Int32 = 0
        var signal: Int32 = 0
        guard spinwire_pidfd_reap(self.pidfd, &code, &signal) != 0 else { return nil }
        close(self.pidfd)
        return signal == 0 ? code : 128 + signal
    }

    private static func withCStrings<Result>(
        _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) }
        defer { for pointer in pointers { free(pointer) } }
        pointers.append(nil)
        return pointers.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else {
                preconditionFailure("There is at least the end mark.")
            }
            return body(base)
        }
    }
}
