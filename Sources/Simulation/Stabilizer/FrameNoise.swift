/// Where the Paulis of a channel strike: rows of X and Z of each of its qubits.
struct FrameNoise {
    let channel: Int
    /// As the bits of a channel's term: X and Z of the first qubit, then of the second.
    var rows: [UInt32]
}
