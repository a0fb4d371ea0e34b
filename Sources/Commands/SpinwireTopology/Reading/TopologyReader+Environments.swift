import CSodium
import Foundation

extension TopologyReader {
    /// Reads `environments`: each one is built from a `lock` file or is a `python` that somebody made.
    func environments(_ reader: MappingReader) -> [String: EnvironmentSection] {
        let list = reader.mapping("environments")
        var sections: [String: EnvironmentSection] = [:]
        for name in list.keys {
            let item = list.mapping(name)
            sections[name] = self.environment(item)
            item.finish()
        }
        if sections.isEmpty { reader.note("environments", "expected at least one") }
        return sections
    }

    /// Reads `default_environment`; not needed when there is only one.
    func defaultEnvironment(
        _ reader: MappingReader, environments: [String: EnvironmentSection]
    ) -> String {
        if let name = reader.text("default_environment") {
            if environments[name] == nil { reader.note("default_environment", "is not under environments") }
            return name
        }
        if environments.count > 1 { reader.note("default_environment", "is missing; there are several") }
        return environments.keys.min() ?? ""
    }

    private func environment(_ reader: MappingReader) -> EnvironmentSection {
        let lockFile = self.path(reader, "lock", placeholders: self.environment)
        let python = self.path(reader, "python", placeholders: self.environment)
        let preload = reader.texts("preload") ?? []
        if lockFile != nil, python != nil { reader.note("python", "and lock exclude each other") }
        if let python { return EnvironmentSection(python: python, lockFile: nil, preload: preload) }
        guard let lockFile else {
            if !reader.has("lock"), !reader.has("python") { reader.note("lock", "or python is missing") }
            return EnvironmentSection(python: "", lockFile: nil, preload: preload)
        }
        guard let bytes = FileManager.default.contents(atPath: lockFile) else {
            reader.note("lock", "cannot be read")
            return EnvironmentSection(python: "", lockFile: lockFile, preload: preload)
        }
        let folders = StateFolder.environments(environment: self.environment, isRoot: self.isRoot)
        if folders == nil { reader.note("lock", "needs XDG_CACHE_HOME or HOME to be set") }
        let python3 = (folders ?? "") + "/" + Self.fingerprint(of: [UInt8](bytes)) + "/bin/python"
        return EnvironmentSection(python: python3, lockFile: lockFile, preload: preload)
    }

    /// The first 16 digits of a file's SHA-256, by which `Tools/environment` names what it builds.
    static func fingerprint(of bytes: [UInt8]) -> String {
        var hash = [UInt8](repeating: 0, count: 32)
        crypto_hash_sha256(&hash, bytes, UInt64(bytes.count))
        return hash.prefix(8).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
