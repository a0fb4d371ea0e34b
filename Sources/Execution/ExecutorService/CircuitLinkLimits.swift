package import LocalSockets

/// Limits of the connections between programs and simulators.
package struct CircuitLinkLimits: Sendable {
    /// Whether programs get circuits at all.
    package var isEnabled = true
    /// How long a program waits for a simulator to come back.
    package var simulatorWaitMax: Duration = .seconds(60)
    /// The first pause between two attempts to connect; doubled with every further one.
    package var retryIntervalMin: Duration = .milliseconds(20)
    /// The longest such pause.
    package var retryIntervalMax: Duration = .seconds(1)
    /// How often a simulator that is reached over the bus is asked whether it is there.
    package var heartbeatInterval: Duration = .seconds(1)
    /// Questions without an answer after which it counts as gone.
    package var heartbeatMissedMax: Int = 3
    /// How long a message waits for room in a full queue to the simulator.
    package var fullQueueInterval: Duration = .milliseconds(5)
    /// Limits of the stream between program and executor, where circuits are forwarded.
    package var stream = FrameStreamLimits(frameByteCountMin: 40)

    package init() {}
}
