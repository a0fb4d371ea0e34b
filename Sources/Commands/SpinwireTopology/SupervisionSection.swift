/// How `spinwire up` keeps the services running. Keys of `supervision`.
package struct SupervisionSection: Sendable, Hashable {
    /// `restart_delay_min`: wait before the first restart of a service that died.
    package var restartDelayMin: Duration = .milliseconds(100)
    /// `restart_delay_max`: the wait doubles with each restart, up to this.
    package var restartDelayMax: Duration = .seconds(5)
    /// `restart_count_max`: restarts of one service in a row; after one more death everything is stopped.
    package var restartCountMax: Int = 10
    /// `settled_duration`: a service that ran this long begins again at the first restart.
    package var settledDuration: Duration = .seconds(30)
    /// `ready_duration_max`: how long all services may take until they are registered.
    package var readyDurationMax: Duration = .seconds(60)

    /// All defaults.
    package init() {}
}
