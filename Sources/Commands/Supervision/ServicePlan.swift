/// One service that is to be kept running.
package struct ServicePlan: Sendable, Hashable {
    /// Its name, unique.
    package var name: String
    /// Services of a higher rank need those of a lower one, and are stopped before them.
    package var rank: Int
    /// Arguments after the executable's path.
    package var arguments: [String]
    /// How long it may take to stop before it is killed.
    package var stopDurationMax: Duration

    package init(name: String, rank: Int, arguments: [String], stopDurationMax: Duration) {
        self.name = name
        self.rank = rank
        self.arguments = arguments
        self.stopDurationMax = stopDurationMax
    }
}
