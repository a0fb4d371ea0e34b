import CSodium
import Foundation

extension TopologyReader {
    /// Reads `environments`: each one is built from a `lock` file or is a `python` that somebody made. Those that the
    /// operator added are beside them.
    func environments(_ reader: MappingReader, state: String) -> [String: EnvironmentSection] {
        let list = reader.mapping("environments")
        var sections: [String: EnvironmentSection] = [:]
        for name in list.keys {
            let item = list.mapping(name)
            sections[name] = self.environment(item)
            item.finish()
        }
        if sections.isEmpty { reader.note("environments", "expected at least one") }
        for (name, section) in self.addedEnvironments(reader, state: state) where sections[name] == nil {
            sections[name] = section
        }
        return sections
    }

    /// The lock files that `spinwire environment add` has written. A topology's own environment of the same name wins.
    private func addedEnvironments(_ reader: MappingReader, state: String) -> [String: EnvironmentSection] {
        let folder = TopologyPaths.environments(in: state)
        // Without the folder nobody has added one.
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        var sections: [String: EnvironmentSection] = [:]
        for file in files where file.hasSuffix(Self.lockSuffix) {
            let name = String(file.dropLast(Self.lockSuffix.count))
            sections[name] = self.locked(folder + "/" + file, preload: [], reader, key: "environments")
            sections[name]?.isAdded = true
        }
        return sections
    }

    private static let lockSuffix = ".lock"

    /// Reads `default_environment`; not needed when there is only one.
    func defaultEnvironment(
        _ reader: MappingReader, environments: [String: EnvironmentSection]
    ) -> String {
        if let name = reader.text("default_environment") {
            if environments[name] == nil { reader.note("default_environment", "is not under environments") }
            return name
        }
        let own = environments.filter { !$0.value.isAdded }
        if own.count > 1 { reader.note("default_environment", "is missing; there are several") }
        return own.keys.min() ?? ""
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
        return self.locked(lockFile, preload: preload, reader, key: "lock")
    }

    /// An environment that is built from a lock file.
    private func locked(
        _ lockFile: String, preload: [String], _ reader: MappingReader, key: String
    ) -> EnvironmentSection {
        guard let bytes = FileManager.default.contents(atPath: lockFile) else {
            reader.note(key, "cannot be read")
            return EnvironmentSection(python: "", lockFile: lockFile, preload: preload)
        }
        let folders = StateFolder.environments(environment: self.environment, isRoot: self.isRoot)
        if folders == nil { reader.note(key, "needs XDG_CACHE_HOME or HOME to be set") }
        let python3 = (folders ?? "") + "/" + Self.fingerprint(of: [UInt8](bytes)) + "/bin/python"
        return EnvironmentSection(
            python: python3, lockFile: lockFile, preload: preload, packages: Self.pins(in: bytes))
    }

    /// What a lock file pins: its lines `name==version`.
    private static func pins(in bytes: Data) -> [String: String] {
        var pins: [String: String] = [:]
        for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
            guard let name = line.firstRange(of: "=="), line.first?.isLetter == true else { continue }
            let version = line[name.upperBound...].prefix { $0 != " " && $0 != "\\" && $0 != ";" }
            pins[String(line[..<name.lowerBound])] = String(version)
        }
        return pins
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
