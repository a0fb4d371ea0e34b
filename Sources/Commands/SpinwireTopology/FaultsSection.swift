package import FaultInjection

/// How the services of a deployment are to misbehave, to see what comes of it: `faults`.
package struct FaultsSection: Sendable, Hashable {
    /// What happens to their messages, and to them.
    package var policy: FaultPolicy
    /// Of all that is drawn but deaths; each service draws from a seed of its own that follows from it.
    package var seed: UInt64

    /// In a line, for whoever starts the services.
    package var text: String {
        let policy = self.policy
        let chances = [
            ("loss", policy.loss), ("repetition", policy.repetition), ("reordering", policy.reordering),
            ("death", policy.death),
        ].map { "\($0.0) \($0.1)" }
        return (chances + ["delay \(policy.delayMin) to \(policy.delayMax)", "seed \(self.seed)"])
            .joined(separator: ", ")
    }
}
