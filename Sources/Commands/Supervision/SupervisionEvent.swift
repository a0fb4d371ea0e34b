/// What a supervisor did or saw.
package enum SupervisionEvent: Sendable, Hashable, CustomStringConvertible {
    /// A service has a process.
    case started(service: String, processID: Int32)
    /// A service's process is gone without being asked, and is started again after a wait.
    case died(service: String, ProcessEnd, restart: Int, delay: Duration)
    /// A service died too often, or cannot run as it is configured; everything is stopped.
    case gaveUp(service: String, ProcessEnd)
    /// A service is asked to stop.
    case stopping(service: String)
    /// A service did not stop in time and is killed.
    case killed(service: String)
    /// A service's process is gone, as it should be.
    case stopped(service: String, ProcessEnd)

    /// One line for people.
    package var description: String {
        switch self {
        case .started(let service, let processID): "\(service): started (process \(processID))"
        case .died(let service, let end, let restart, let delay):
            "\(service): died (\(end)); restart \(restart) in \(delay)"
        case .gaveUp(let service, let end): "\(service): died (\(end)) and is not started again"
        case .stopping(let service): "\(service): stopping"
        case .killed(let service): "\(service): killed, since it did not stop in time"
        case .stopped(let service, let end): "\(service): stopped (\(end))"
        }
    }
}
