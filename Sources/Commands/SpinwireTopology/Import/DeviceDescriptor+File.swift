package import RuntimeModel

extension DeviceDescriptor {
    /// The text of a backend's file, in the form that `Topology/backends/README.md` describes.
    package var fileText: String {
        var lines = [
            "name: \(self.name)", "version: \(self.version)",
            "description: \"\(self.description.filter { $0 != "\"" && $0 != "\\" && !$0.isNewline })\"",
        ]
        if !self.aliases.isEmpty { lines.append("aliases: [\(self.aliases.joined(separator: ", "))]") }
        lines += [
            "qubit_count: \(self.qubitCount)", "shots_default: \(self.shotsDefault)",
            "shots_max: \(self.shotsMax)", "basis_gates: [\(self.basisGates.joined(separator: ", "))]",
        ]
        if let map = self.couplingMap {
            lines += Self.list("coupling_map", map.map { "[\($0[0]), \($0[1])]" }, indent: 0)
        }
        if let noise = self.noise { lines.append("noise: \(noise)") }
        if let dt = self.dt { lines.append("dt: \(Self.number(dt))") }
        if let qubits = self.qubits {
            lines.append("qubits:")
            lines += Self.list("t1", qubits.relaxationTimes, indent: 2)
            lines += Self.list("t2", qubits.dephasingTimes, indent: 2)
            lines += Self.list("frequency", qubits.frequencies, indent: 2)
            lines += Self.list("readout_length", qubits.readoutLengths, indent: 2)
            lines += Self.list("meas1_prep0", qubits.readoutErrorsOfZero, indent: 2)
            lines += Self.list("meas0_prep1", qubits.readoutErrorsOfOne, indent: 2)
        }
        let gates = (self.gates ?? [:]).filter { $0.value.errors != nil || $0.value.lengths != nil }
        if !gates.isEmpty { lines.append("gates:") }
        for (name, gate) in gates.sorted(by: { $0.key < $1.key }) {
            lines.append("  \(name):")
            lines += Self.list("error", gate.errors, indent: 4)
            lines += Self.list("length", gate.lengths, indent: 4)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func list(_ key: String, _ values: [Double?]?, indent: Int) -> [String] {
        guard let values else { return [] }
        return self.list(key, values.map { $0.map(Self.number) ?? "null" }, indent: indent)
    }

    /// A list over as many lines as it takes.
    private static func list(_ key: String, _ values: [String], indent: Int) -> [String] {
        let margin = String(repeating: " ", count: indent)
        var lines = ["\(margin)\(key): ["]
        var line = margin + " "
        for (index, value) in values.enumerated() {
            let piece = " " + value + (index + 1 < values.count ? "," : "]")
            if line.count + piece.count > 110 {
                lines.append(line)
                line = margin + " "
            }
            line += piece
        }
        return lines + [line]
    }

    /// With the point that YAML wants in a number with an exponent.
    private static func number(_ value: Double) -> String {
        let text = "\(value)"
        guard let exponent = text.firstIndex(of: "e"), !text[..<exponent].contains(".") else { return text }
        return text[..<exponent] + ".0" + text[exponent...]
    }
}
