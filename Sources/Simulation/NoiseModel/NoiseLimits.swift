/// What a noise model may hold. Each limit is checked before memory is taken for what it limits.
package struct NoiseLimits: Hashable, Sendable {
    /// Of the model's JSON text.
    package var byteCountMax = 64 << 20
    /// Lists and objects within one another.
    package var depthMax = 16
    package var errorCountMax = 100_000
    /// Terms of one error.
    package var termCountMax = 65_536
    /// Operations of one term.
    package var operationCountMax = 256
    /// Qubits of one error.
    package var errorQubitCountMax = 3
    /// Matrices of one Kraus operation.
    package var krausCountMax = 64
    /// Instructions, or groups of qubits, that one error is for.
    package var locationCountMax = 10_000
    /// The highest qubit, plus 1.
    package var qubitCountMax = 4_096

    package init() {}
}
