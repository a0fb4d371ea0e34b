import RuntimeModel

extension DeviceDescriptor {
    /// The number of bits of the number of bytes that a state of all its qubits takes: 16 for each amplitude.
    ///
    /// `nil` for methods whose states do not grow like that, and where the method is chosen for each circuit.
    var stateByteCountLogarithm: Int? {
        guard self.noise == nil, self.couplingMap == nil else { return nil }
        let amplitude = self.precision == "single" ? 3 : 4
        return switch self.method ?? "automatic" {
        case "statevector": self.qubitCount + amplitude
        case "density_matrix", "unitary": 2 * self.qubitCount + amplitude
        default: nil
        }
    }
}
