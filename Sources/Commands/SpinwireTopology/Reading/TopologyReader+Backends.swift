import RuntimeModel
import Yams

extension TopologyReader {
    /// Reads the files that `backends` names.
    func backends(_ reader: MappingReader) -> [BackendSection] {
        guard let files = reader.texts("backends"), !files.isEmpty else {
            reader.note("backends", "expected a list of at least one file")
            return []
        }
        var backends: [BackendSection] = []
        var names: Set<String> = []
        for (index, file) in files.enumerated() {
            guard let backend = self.backend(file) else { continue }
            let own = [backend.device.name] + backend.device.aliases
            for name in own where !name.isEmpty && !names.insert(name).inserted {
                reader.note("backends[\(index)]", "uses the name \(name), which another backend has")
            }
            backends.append(backend)
        }
        return backends
    }

    /// Reads one backend's file, and the files it names.
    private func backend(_ file: String) -> BackendSection? {
        let path = self.paths.absolute(file)
        guard let node = self.load(path, as: file) else { return nil }
        let reader = MappingReader(node, file: file, field: "", problems: self.problems)
        let siblings = PathResolver(
            folder: "/" + path.split(separator: "/").dropLast().joined(separator: "/"))
        if let base = reader.text("like"), let shared = self.load(siblings.absolute(base), as: base) {
            reader.takeMissing(from: shared, except: ["name", "aliases", "like"])
        }
        var device = DeviceReader(reader).device()
        var noiseModel: String?
        if let model = device.noise, model != DeviceDescriptor.noiseOfProperties {
            device.noise = DeviceDescriptor.noiseOfModel
            noiseModel = self.text(siblings.absolute(model), byteCountMax: Self.noiseModelByteCountMax)
            if noiseModel == nil {
                reader.note("noise", "must be none, properties or a file of at most 64 MiB beside this one")
            }
        }
        reader.finish()
        return BackendSection(device: device, noiseModel: noiseModel)
    }
}
