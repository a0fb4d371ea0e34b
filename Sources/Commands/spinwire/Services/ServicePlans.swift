import SpinwireTopology
import Supervision

/// The services of a topology as a supervisor starts them: this executable, each with its subcommand.
enum ServicePlans {
    static func all(of topology: Topology) -> [ServicePlan] {
        let common = ["--topology", topology.file, Lifeline.option]
        let coordinator = ServicePlan(
            name: "coordinator", rank: 0, arguments: ["coordinator"] + common,
            stopDurationMax: topology.coordinator.limits.stopDurationMax)
        let simulators = topology.simulators.map {
            ServicePlan(
                name: $0.name, rank: 1, arguments: ["simulator", "--name", $0.name] + common,
                stopDurationMax: $0.stopDurationMax)
        }
        let executors = topology.executors.map {
            ServicePlan(
                name: $0.name, rank: 2, arguments: ["executor", "--name", $0.name] + common,
                stopDurationMax: $0.stopDurationMax)
        }
        return [coordinator] + simulators + executors
    }
}
