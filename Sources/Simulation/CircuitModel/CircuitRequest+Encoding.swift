extension CircuitRequest {
    /// The packed form.
    ///
    /// - Parameter placements: How each structure is sent; left out, all whole.
    /// - Precondition: The request is one that decoding accepts, its structures not read from texts; nothing is
    ///   checked here.
    package func encoded(placements: [StructurePlacement] = []) -> [UInt8] {
        var writer = ByteWriter()
        self.append(self.options, to: &writer)
        writer.append(UInt32(self.structures.count))
        writer.append(UInt32(self.runs.count))
        for (index, structure) in self.structures.enumerated() {
            Self.append(structure, placements.isEmpty ? .whole : placements[index], to: &writer)
        }
        for run in self.runs {
            writer.append(UInt32(run.structureIndex))
            writer.append(UInt32(run.numbers.count + 1))
            writer.append(run.globalPhase)
            for number in run.numbers { writer.append(number) }
        }
        return writer.bytes
    }

    private func append(_ options: RunOptions, to writer: inout ByteWriter) {
        writer.append(Self.magicNumber)
        writer.append(Self.version)
        writer.append(UInt16(options.returnsMemory ? 1 : 0))
        writer.append(UInt32(options.shotCount))
        writer.append(options.seed)
        writer.append(options.method.rawValue)
        writer.append(options.precision.rawValue)
        let (noise, model): (UInt8, String) =
            switch options.noise {
            case .ofBackend: (0, "")
            case .none: (1, "")
            case .model(let text): (2, text)
            }
        writer.append(noise)
        writer.append(UInt8(0))
        writer.append(UInt32(options.bondDimensionMax ?? 0))
        writer.append(options.truncationThreshold)
        writer.append(UInt16(options.backend.utf8.count))
        writer.append(contentsOf: options.backend.utf8)
        writer.append(UInt32(model.utf8.count))
        writer.append(contentsOf: model.utf8)
    }

    private static func append(
        _ structure: CircuitStructure, _ placement: StructurePlacement, to writer: inout ByteWriter
    ) {
        let start = writer.bytes.count
        writer.append(UInt32(0))
        switch placement {
        case .held: writer.append(UInt32(Opcode.Structure.held))
        case .whole, .holding: writer.append(UInt32(Opcode.Structure.packed))
        }
        writer.append(placement.slot)
        writer.append(placement.hash)
        switch placement {
        case .held: break
        case .whole, .holding: Self.append(packed: structure, to: &writer)
        }
        writer.patch(UInt32(writer.bytes.count - start - 4), at: start)
    }

    private static func append(packed structure: CircuitStructure, to writer: inout ByteWriter) {
        precondition(structure.formulas == nil, "Formulas have no packed form.")
        let circuit = structure.circuit
        var encoder = StructureEncoder(circuit)
        encoder.append(circuit.instructions)
        writer.append(UInt32(circuit.qubitCount))
        writer.append(UInt32(circuit.clbitCount))
        writer.append(UInt32(circuit.variables.count))
        writer.append(UInt32(encoder.words.count))
        writer.append(UInt32(structure.numberCount))
        writer.append(UInt32(encoder.constants.count))
        for type in circuit.variables { writer.append(type.code) }
        for word in encoder.words { writer.append(word) }
        for constant in encoder.constants { writer.append(constant) }
    }
}
