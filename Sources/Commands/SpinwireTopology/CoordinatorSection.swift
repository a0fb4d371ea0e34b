package import MessageBus

/// The coordinator: where it listens and what it allows.
package struct CoordinatorSection: Sendable, Hashable {
    /// Where clients send commands.
    package var commands: Endpoint
    /// Where clients subscribe to events.
    package var events: Endpoint
    /// Where larger bodies travel.
    package var bodies: Endpoint
    /// Where executors and simulators register.
    package var workers: Endpoint
    /// What it allows.
    package var limits: CoordinatorLimitsSection
}
