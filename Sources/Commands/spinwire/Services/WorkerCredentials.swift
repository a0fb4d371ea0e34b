import CoordinatorService
import MessageBus
import RuntimeModel
import SpinwireTopology

/// Whom executors and simulators connect as.
enum WorkerCredentials {
    /// From the worker file, once the coordinator's first start has written it.
    ///
    /// Waits for the file: services of one topology start together.
    static func wait(for topology: Topology, patience: Duration = .seconds(30)) async throws -> Credentials {
        let clock = ContinuousClock()
        let deadline = clock.now + patience
        while true {
            if let file = try TokenFile.read(topology.paths.workerFile),
                let account = AccountID(ofToken: file.token)
            {
                return Credentials(account: account, token: file.token)
            }
            guard clock.now < deadline else {
                throw RuntimeError(
                    .unreachable, "There is no worker token; start the coordinator of this topology first.",
                    context: ["file": topology.paths.workerFile])
            }
            try await clock.sleep(for: .milliseconds(20))
        }
    }
}
