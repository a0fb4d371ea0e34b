package import ExecutorCore

/// One executor: a process that runs programs.
package struct ExecutorSection: Sendable, Hashable {
    /// Its name, which is its worker id.
    package var name: String
    /// Programs it runs at once; 1 to 256.
    package var slots: Int = 2
    /// Program processes kept ready ahead, for each environment; 0 to 64.
    package var spareChildren: Int = 2
    /// `warm_process_count_max`: processes that wait for the next job of a session; 0 to 256.
    package var warmProcessCountMax: Int = 8
    /// `lease_ahead_count_max`: jobs of sessions that it takes beyond its slots; 0 to 1000.
    package var leaseAheadCountMax: Int = 32
    /// `lease_ahead_wait_max`: how long they wait until they are given back.
    package var leaseAheadWaitMax: Duration = .milliseconds(500)
    /// Names of the environments it offers, in the order of the file.
    package var environments: [String]
    /// What each program may use.
    package var programLimits: ProgramLimits = ProgramLimits()
    /// `memory_poll_interval`: how often the memory of a program's processes is added up.
    package var memoryPollInterval: Duration = .milliseconds(50)
    /// `stop_duration_max`: how long a stop may take before the process is killed.
    package var stopDurationMax: Duration = .seconds(10)
}
