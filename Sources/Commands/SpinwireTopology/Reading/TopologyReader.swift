import Foundation
import MessageBus
import RuntimeModel
import Yams

/// Reads a topology file and what it names, and notes all problems.
struct TopologyReader {
    /// The file as the caller named it.
    let file: String
    /// Starts at the file's folder.
    let paths: PathResolver
    let environment: [String: String]
    let isRoot: Bool
    let problems = ProblemList()

    static let nameCharacters: Set<Character> = Set("abcdefghijklmnopqrstuvwxyz0123456789-_")
    static let fileByteCountMax = 1 << 20
    static let noiseModelByteCountMax = 64 << 20
    /// `sockaddr_un.sun_path` holds 108 bytes, one of which ends the text.
    static let socketPathByteCountMax = 107

    /// Reads the whole of it. Problems are in ``problems`` afterwards; the value is sound only without any.
    ///
    /// - Returns: `nil` when the file itself cannot be read.
    func read() -> Topology? {
        guard let root = self.load(self.file, as: self.file) else { return nil }
        let reader = MappingReader(root, file: self.file, field: "", problems: self.problems)
        let transport = self.transport(reader)
        let paths = self.folders(reader)
        let endpoints = EndpointReader(
            transport: transport,
            placeholders: Placeholders(
                values: self.environment.merging(["run": paths.run, "state": paths.state]) { $1 }))
        let backends = self.backends(reader)
        let environments = self.environments(reader, state: paths.state)
        let topology = Topology(
            name: reader.requiredText("name"), file: self.paths.absolute(self.file), transport: transport,
            paths: paths, coordinator: self.coordinator(reader.mapping("coordinator"), endpoints),
            executors: self.executors(reader, environments: environments),
            simulators: self.simulators(reader, endpoints, backends: backends, paths: paths),
            backends: backends,
            environments: environments,
            defaultEnvironment: self.defaultEnvironment(reader, environments: environments),
            supervision: self.supervision(reader.mapping("supervision")), faults: self.faults(reader))
        reader.finish()
        self.checkUnique(topology, reader)
        return topology
    }

    /// One file as a YAML node; what hinders is noted.
    func load(_ path: String, as name: String) -> Node? {
        guard FileManager.default.isReadableFile(atPath: path) else {
            self.problems.add(name, line: nil, field: "", "cannot be read")
            return nil
        }
        guard let text = self.text(path, byteCountMax: Self.fileByteCountMax) else {
            self.problems.add(name, line: nil, field: "", "is not UTF-8 text of at most 1 MiB")
            return nil
        }
        do {
            guard let node = try compose(yaml: text) else {
                self.problems.add(name, line: nil, field: "", "is empty")
                return nil
            }
            return node
        } catch YamlError.parser(_, let problem, let mark, _), YamlError.scanner(_, let problem, let mark, _)
        {
            self.problems.add(name, line: mark.line, field: "", "is not YAML: \(problem)")
        } catch {
            self.problems.add(name, line: nil, field: "", "is not YAML")
        }
        return nil
    }

    /// What stands in a file; `nil` when it cannot be read, is too long or is not text.
    func text(_ path: String, byteCountMax: Int) -> String? {
        guard let data = FileManager.default.contents(atPath: path), data.count <= byteCountMax else {
            return nil
        }
        return String(validating: data, as: UTF8.self)
    }

    private func transport(_ reader: MappingReader) -> TransportKind {
        let word = reader.requiredText("transport")
        if let kind = TransportKind(rawValue: word) { return kind }
        if !word.isEmpty { reader.note("transport", "must be ipc or tcp") }
        return .ipc
    }

    private func folders(_ reader: MappingReader) -> TopologyPaths {
        let state = self.stateFolder(reader)
        let values = self.environment.merging(["state": state]) { $1 }
        let run = self.path(reader, "run", placeholders: values) ?? state + "/run"
        let harness = self.path(reader, "program_harness", placeholders: values)
        let client = self.path(reader, "python_client", placeholders: values)
        let builder = self.path(reader, "environment_builder", placeholders: values)
        if harness == nil, !reader.has("program_harness") { reader.note("program_harness", "is missing") }
        if client == nil, !reader.has("python_client") { reader.note("python_client", "is missing") }
        return TopologyPaths(
            state: state, run: run, clientFile: self.clientFile(state: state),
            programHarness: harness ?? "/", pythonClient: client ?? "/",
            environmentBuilder: builder)
    }

    /// Where the clients of this user look.
    private func clientFile(state: String) -> String {
        let chosen = self.environment[StateFolder.clientFileVariable] ?? ""
        return chosen.isEmpty ? TopologyPaths.clientFile(in: state) : chosen
    }

    private func stateFolder(_ reader: MappingReader) -> String {
        let written = self.path(reader, "state", placeholders: self.environment)
        let standard = StateFolder.standard(environment: self.environment, isRoot: self.isRoot)
        if let chosen = self.environment[StateFolder.variable], !chosen.isEmpty {
            if !chosen.hasPrefix("/") { reader.note("state", "SPINWIRE_STATE must be an absolute path") }
            return self.paths.absolute(chosen)
        }
        if let path = written ?? standard { return path }
        reader.note("state", "is missing, and there is no home folder to take it from")
        return "/"
    }

    /// A path with its placeholders replaced; relative ones start at the file's folder.
    func path(_ reader: MappingReader, _ key: String, placeholders: [String: String]) -> String? {
        guard let text = reader.text(key) else { return nil }
        switch Placeholders(values: placeholders).expand(text) {
        case .success(let path): return self.paths.absolute(path)
        case .failure(let missing):
            reader.note(key, "uses ${\(missing.name)}, which has no value")
            return nil
        }
    }

    /// Workers are told apart by name, sockets by endpoint.
    private func checkUnique(_ topology: Topology, _ reader: MappingReader) {
        var names: Set<String> = ["coordinator"]
        let workers =
            topology.executors.map { ("executors", $0.name) }
            + topology.simulators.map { ("simulators", $0.name) }
        for (key, name) in workers where !name.isEmpty && !names.insert(name).inserted {
            reader.note(key, "uses the name \(name), which another service has")
        }
        let coordinator = topology.coordinator
        let bound = [coordinator.commands, coordinator.events, coordinator.bodies, coordinator.workers]
        var endpoints: Set<Endpoint> = []
        for endpoint in bound + topology.simulators.map(\.endpoint) {
            guard !endpoint.address.isEmpty, !endpoint.address.hasSuffix(":*") else { continue }
            if !endpoints.insert(endpoint).inserted {
                reader.note("coordinator", "and simulators use the endpoint \(endpoint) twice")
            }
        }
    }
}
