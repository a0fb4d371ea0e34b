/// What goes wrong with one instruction on certain qubits: channels that act one after the other.
package struct QuantumError: Equatable, Sendable {
    /// Qubits that the error acts on, the first operands of its instruction.
    package let qubitCount: Int
    /// In the order in which they act, each over all ``qubitCount`` positions.
    package private(set) var channels: [NoiseChannel]
    /// What all channels together do.
    package private(set) var transferMatrix: TransferMatrix

    /// - Precondition: Every channel has `qubitCount` qubits.
    package init(qubitCount: Int, channels: [NoiseChannel]) {
        self.qubitCount = qubitCount
        self.channels = []
        self.transferMatrix = .identity(qubitCount: qubitCount)
        for channel in channels { self.append(channel) }
    }

    /// Lets a channel act after those that are there.
    package mutating func append(_ channel: NoiseChannel) {
        precondition(channel.qubitCount == self.qubitCount, "An error's channels are over the same qubits.")
        self.channels.append(channel)
        self.transferMatrix.append(channel.transferMatrix, on: Array(0..<self.qubitCount))
    }
}
