import FaultInjection

extension TopologyReader {
    /// The section `faults`; `nil` where the file has none, as every file has it that is not for trying things out.
    func faults(_ reader: MappingReader) -> FaultsSection? {
        guard reader.has("faults") else { return nil }
        let section = reader.mapping("faults")
        func chance(_ key: String) -> Double { section.number(key, in: 0...1) ?? 0 }
        let policy = FaultPolicy(
            loss: chance("loss"), repetition: chance("repetition"), reordering: chance("reordering"),
            delayMin: section.duration("delay_min", otherwise: .zero, in: .zero...(.seconds(10))),
            delayMax: section.duration("delay_max", otherwise: .zero, in: .zero...(.seconds(10))),
            death: chance("death"))
        if policy.delayMax < policy.delayMin { section.note("delay_max", "must not be less than delay_min") }
        let seed = section.integer("seed", otherwise: 0, in: 0...Int.max)
        section.finish()
        return FaultsSection(policy: policy, seed: UInt64(seed))
    }
}
