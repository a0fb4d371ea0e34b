import RuntimeModel

extension DeviceDescriptor {
    /// The number of bits of the number of bytes that a state of all its qubits takes: 16 for each amplitude.
    ///
    /// `nil` for methods whose states do not grow like that, and for noisy devices and devices of more qubits than
    /// any state vector has: what runs their circuits is found out for each of them.
    var stateByteCountLogarithm: Int? {
        guard self.noise == nil, self.couplingMap == nil else { return nil }
        let amplitude = self.precision == "single" ? 3 : 4
        return switch self.method ?? "automatic" {
        case "automatic", "statevector": self.qubitCount + amplitude
        case "density_matrix", "unitary": 2 * self.qubitCount + amplitude
        default: nil
        }
    }
}
