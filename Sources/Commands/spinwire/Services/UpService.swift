import CommandLineInterface
import RuntimeModel
import ServiceLifecycle
import Supervision

/// Runs a supervisor until graceful shutdown, and says when its services are ready.
struct UpService: Service {
    let supervisor: Supervisor
    let readiness: Readiness

    func run() async throws {
        let supervisor = self.supervisor
        let readiness = self.readiness
        let outcome = try await withGracefulShutdownHandler {
            try await withThrowingTaskGroup(of: SupervisorStateMachine.Outcome?.self) { group in
                group.addTask { try await supervisor.run() }
                group.addTask {
                    try await readiness.announce()
                    return nil
                }
                while let ended = try await group.next() {
                    guard let outcome = ended else { continue }
                    group.cancelAll()
                    return outcome
                }
                return .stopped
            }
        } onGracefulShutdown: {
            // The supervisor lives on its loop; a posted call needs no task.
            supervisor.requestStop()
        }
        if case .gaveUp = outcome { throw CommandStatus.failure }
    }
}
