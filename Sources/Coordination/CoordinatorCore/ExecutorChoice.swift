import RuntimeModel

/// The choice of an executor for a job, as a pure function of the loads.
package enum ExecutorChoice {
    /// An executor as the choice sees it.
    package struct Candidate: Hashable, Sendable {
        package let holder: LeaseHolder
        package let slots: Int
        package var running: Int
        package let environments: Set<String>

        package init(holder: LeaseHolder, slots: Int, running: Int, environments: Set<String>) {
            self.holder = holder
            self.slots = slots
            self.running = running
            self.environments = environments
        }
    }

    /// The preferred executor, if it has the environment and a free slot; else the one with the largest share of free
    /// slots that has the environment; the first by id among equals.
    package static func best(
        of candidates: [Candidate], environment: String, preferring preferred: LeaseHolder? = nil
    ) -> LeaseHolder? {
        let able = candidates.filter { $0.running < $0.slots && $0.environments.contains(environment) }
        if let preferred, able.contains(where: { $0.holder == preferred }) { return preferred }
        return able.min {
            // Compares running/slots without division, whatever number of slots a worker claims.
            let left = $0.running.multipliedFullWidth(by: $1.slots)
            let right = $1.running.multipliedFullWidth(by: $0.slots)
            return left != right ? left < right : $0.holder.worker.rawValue < $1.holder.worker.rawValue
        }?.holder
    }
}
