import CSandbox
import Glibc
import MessageBus

/// The process of one service, watched through a pidfd.
///
/// Touched on its loop only. Its descriptors: 0 is `/dev/null`, 1 and 2 are the supervisor's own, 3 is the lifeline.
struct ServiceProcess {
    /// Its id.
    let processID: Int32
    private let pidfd: Int32
    private let watch: any DescriptorWatch

    /// Starts `executable`, and calls `ended` once when the process is gone and reaped.
    ///
    /// - Returns: the process, or how starting it failed.
    static func start(
        executable: String, arguments: [String], lifeline: Int32, on loop: any BusLoop,
        ended: @escaping @Sendable (ProcessEnd) -> Void
    ) -> Result<ServiceProcess, StartFailure> {
        let empty = open("/dev/null", O_RDONLY | O_CLOEXEC)
        defer { Glibc.close(empty) }
        var pidfd: Int32 = -1
        let processID = CStringArray.with([executable] + arguments) { argv in
            CStringArray.with(Self.inheritedEnvironment()) { environment in
                spinwire_spawn(executable, argv, environment, [empty, 1, 2, lifeline], 4, &pidfd)
            }
        }
        guard processID > 0 else { return .failure(StartFailure(errno: -processID)) }
        let descriptor = pidfd
        let watch = loop.watch(descriptor, for: .readable) { _ in
            var code: Int32 = 0
            var signal: Int32 = 0
            guard spinwire_pidfd_reap(descriptor, &code, &signal) != 0 else { return }
            ended(signal == 0 ? .code(code) : .signal(signal))
        }
        return .success(ServiceProcess(processID: processID, pidfd: descriptor, watch: watch))
    }

    /// Sends a signal; harmless when the process is gone.
    func signal(_ signal: Int32) { _ = spinwire_pidfd_signal(self.pidfd, signal) }

    /// Releases what watched it. After its end only.
    func close() {
        self.watch.cancel()
        Glibc.close(self.pidfd)
    }

    private static func inheritedEnvironment() -> [String] {
        var variables: [String] = []
        var next = environ
        while let variable = next.pointee {
            variables.append(String(cString: variable))
            next = next.advanced(by: 1)
        }
        return variables
    }

    /// Why there is no process.
    struct StartFailure: Error {
        var errno: Int32
    }
}
