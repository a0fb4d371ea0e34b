import RuntimeModel
import Yams

extension TopologyReader {
    /// Reads the files that `backends` names.
    func backends(_ reader: MappingReader) -> [DeviceDescriptor] {
        guard let files = reader.texts("backends"), !files.isEmpty else {
            reader.note("backends", "expected a list of at least one file")
            return []
        }
        var devices: [DeviceDescriptor] = []
        var names: Set<String> = []
        for (index, file) in files.enumerated() {
            let path = self.paths.absolute(file)
            guard let node = self.load(path, as: file) else { continue }
            let device = self.device(MappingReader(node, file: file, field: "", problems: self.problems))
            for name in [device.name] + device.aliases where !name.isEmpty && !names.insert(name).inserted {
                reader.note("backends[\(index)]", "uses the name \(name), which another backend has")
            }
            devices.append(device)
        }
        return devices
    }

    /// Reads one device description.
    private func device(_ reader: MappingReader) -> DeviceDescriptor {
        let shotsMax = reader.integer("shots_max", otherwise: 1_000_000, in: 1...1_000_000_000)
        var device = DeviceDescriptor(
            name: reader.requiredText("name"), version: reader.text("version") ?? "1.0.0",
            description: reader.requiredText("description"),
            qubitCount: reader.requiredInteger("qubit_count", in: 1...63),
            basisGates: reader.texts("basis_gates") ?? [], couplingMap: nil, shotsMax: shotsMax,
            shotsDefault: reader.integer("shots_default", otherwise: min(1024, shotsMax), in: 1...shotsMax),
            simulator: reader.flag("simulator", otherwise: true), aliases: reader.texts("aliases") ?? [])
        if device.basisGates.isEmpty { reader.note("basis_gates", "expected a list of at least one gate") }
        if Set(device.basisGates).count != device.basisGates.count {
            reader.note("basis_gates", "names a gate twice")
        }
        if device.name.contains(where: { !Self.nameCharacters.contains($0) }) {
            reader.note("name", "may hold lower-case letters, digits, hyphens and underscores only")
        }
        device.couplingMap = self.couplingMap(reader, qubitCount: device.qubitCount)
        reader.finish()
        return device
    }

    /// Reads `coupling_map`: a list of pairs of different qubits of the device.
    private func couplingMap(_ reader: MappingReader, qubitCount: Int) -> [[Int]]? {
        guard let node = reader.node("coupling_map") else { return nil }
        guard let rows = node.sequence else {
            reader.note("coupling_map", "expected a list of pairs of qubits")
            return nil
        }
        return rows.enumerated().compactMap { index, row in
            let pair = row.sequence?.compactMap(\.int) ?? []
            let isInside = pair.allSatisfy { (0..<qubitCount).contains($0) }
            if pair.count == 2, row.sequence?.count == 2, pair[0] != pair[1], isInside { return pair }
            reader.note("coupling_map[\(index)]", "expected two different qubits below \(qubitCount)")
            return nil
        }
    }
}
