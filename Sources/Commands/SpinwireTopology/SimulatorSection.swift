package import MessageBus

/// One simulator: a process that runs circuits.
package struct SimulatorSection: Sendable, Hashable {
    /// Its name, which is its worker id.
    package var name: String
    /// Names of the backends it serves.
    package var backends: [String]
    /// Threads that compute, to 1024; 0 for as many as the machine has cores.
    package var threads: Int = 0
    /// Most memory for states, over all circuits that run at once, in bytes. The default holds 29 qubits.
    package var memoryByteCountMax: Int = 8 << 30
    /// Where it takes circuits over ZeroMQ.
    package var endpoint: Endpoint
    /// Whether programs on the same host get a socket of their own to it, instead of going through the executor.
    package var isDirect: Bool = true
    /// What it allows. Keys of the simulator itself.
    package var limits = SimulatorLimitsSection()
    /// `stop_duration_max`: how long a stop may take before the process is killed.
    package var stopDurationMax: Duration = .seconds(10)

    /// The Unix socket for programs on the same host, in the run folder; `nil` when circuits are forwarded.
    package func directPath(in paths: TopologyPaths) -> String? {
        self.isDirect ? paths.run + "/" + self.name + ".direct" : nil
    }
}
