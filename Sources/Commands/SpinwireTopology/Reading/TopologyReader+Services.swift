import ExecutorCore
import MessageBus
import RuntimeModel

extension TopologyReader {
    /// Reads `coordinator`.
    func coordinator(_ reader: MappingReader, _ endpoints: EndpointReader) -> CoordinatorSection {
        let places = reader.mapping("endpoints")
        let section = CoordinatorSection(
            commands: endpoints.endpoint(places, "commands"), events: endpoints.endpoint(places, "events"),
            bodies: endpoints.endpoint(places, "bodies"), workers: endpoints.endpoint(places, "workers"),
            limits: self.coordinatorLimits(reader.mapping("limits")))
        places.finish()
        reader.finish()
        return section
    }

    /// Reads `executors`.
    func executors(
        _ reader: MappingReader, environments: [String: EnvironmentSection]
    ) -> [ExecutorSection] {
        reader.requiredMappings("executors").map { item in
            var section = ExecutorSection(
                name: self.serviceName(item),
                environments: self.environmentNames(item, of: environments))
            section.slots = item.integer("slots", otherwise: section.slots, in: 1...256)
            section.spareChildren = item.integer(
                "spare_children", otherwise: section.spareChildren, in: 0...64)
            section.warmProcessCountMax = item.integer(
                "warm_process_count_max", otherwise: section.warmProcessCountMax, in: 0...256)
            section.leaseAheadCountMax = item.integer(
                "lease_ahead_count_max", otherwise: section.leaseAheadCountMax, in: 0...1_000)
            section.leaseAheadWaitMax = item.duration(
                "lease_ahead_wait_max", otherwise: section.leaseAheadWaitMax,
                in: .milliseconds(10)...(.seconds(3600)))
            for name in section.environments where environments[name] == nil {
                item.note("environments", "names \(name), which is not under environments")
            }
            section.programLimits = self.programLimits(item.mapping("program_limits"))
            section.memoryPollInterval = item.duration(
                "memory_poll_interval", otherwise: section.memoryPollInterval,
                in: .milliseconds(5) ... .seconds(10))
            section.stopDurationMax = self.stopDuration(item, otherwise: section.stopDurationMax)
            item.finish()
            return section
        }
    }

    /// Those that it lists, all without a list; and behind them those that the operator added to the deployment.
    private func environmentNames(
        _ item: MappingReader, of environments: [String: EnvironmentSection]
    ) -> [String] {
        let all = environments.keys.sorted()
        guard let listed = item.texts("environments") else { return all }
        return listed + all.filter { !listed.contains($0) && environments[$0]?.isAdded == true }
    }

    /// Reads `simulators`.
    func simulators(
        _ reader: MappingReader, _ endpoints: EndpointReader, backends: [BackendSection],
        paths: TopologyPaths
    ) -> [SimulatorSection] {
        reader.requiredMappings("simulators").map { item in
            var section = SimulatorSection(
                name: self.serviceName(item), backends: item.texts("backends") ?? backends.map(\.device.name),
                endpoint: endpoints.endpoint(item, "endpoint"))
            for name in section.backends where !backends.contains(where: { $0.device.name == name }) {
                item.note("backends", "names \(name), which no file under backends describes")
            }
            section.threads = item.integer("threads", otherwise: section.threads, in: 0...1024)
            section.memoryByteCountMax = item.byteCount(
                "memory_byte_count_max", otherwise: section.memoryByteCountMax, in: 1 << 20...1 << 44)
            self.checkPromises(of: section, item, backends: backends)
            section.isDirect = item.flag("direct", otherwise: section.isDirect)
            section.limits = self.simulatorLimits(item)
            section.stopDurationMax = self.stopDuration(item, otherwise: section.stopDurationMax)
            let directPath = section.directPath(in: paths) ?? ""
            if directPath.utf8.count > Self.socketPathByteCountMax {
                item.note("direct", "needs a run folder with a shorter path")
            }
            item.finish()
            return section
        }
    }

    /// A backend promises its qubits to every circuit, so their state has to fit the memory.
    private func checkPromises(
        of section: SimulatorSection, _ item: MappingReader, backends: [BackendSection]
    ) {
        for backend in backends where section.backends.contains(backend.device.name) {
            guard let bits = backend.device.stateByteCountLogarithm, bits < 44,
                1 << bits > section.memoryByteCountMax
            else { continue }
            item.note(
                "memory_byte_count_max",
                "is too little for the \(backend.device.qubitCount) qubits of \(backend.device.name),"
                    + " which take \(MappingReader.bytes(1 << bits))")
        }
    }

    private func serviceName(_ reader: MappingReader) -> String {
        let name = reader.requiredText("name")
        if name.utf8.count > 64 || name.contains(where: { !Self.nameCharacters.contains($0) }) {
            reader.note("name", "may hold up to 64 lower-case letters, digits, hyphens and underscores")
        }
        return name
    }
}
