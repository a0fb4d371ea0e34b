import FaultInjection
import Glibc
import MessageBus
import RuntimeModel
import SpinwireTopology
import ZeroMQBus

/// The bus of a service: libzmq's, or that with the faults that its topology wants.
enum ServiceBus {
    /// - Parameter name: of the service, whose seed follows from it.
    static func make(_ topology: Topology, for name: String) throws(RuntimeError) -> any MessageBus {
        let bus = try ZeroMQBus()
        guard let faults = topology.faults else { return bus }
        Console.error("\(name): FAULTS ARE ON: \(faults.text)")
        // Another one for each service: they are not to lose the same messages.
        let salt = name.utf8.reduce(0) { $0 &* 31 &+ UInt64($1) }
        return DisturbedBus(
            bus, Disturbance(faults.policy, seed: faults.seed ^ salt) { kill(getpid(), SIGKILL) })
    }
}
