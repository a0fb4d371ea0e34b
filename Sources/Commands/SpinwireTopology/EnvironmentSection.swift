/// A program environment: a Python with the packages that programs import.
package struct EnvironmentSection: Sendable, Hashable {
    /// Absolute path of its Python interpreter. May not exist yet: then the environment has to be built.
    package var python: String
    /// Absolute path of the lock file it is built from, if it is built.
    package var lockFile: String?
    /// Modules that every process of it has imported ahead.
    package var preload: [String]
    /// Versions of the packages that the lock file pins, by their names.
    package var packages: [String: String] = [:]
    /// Whether the deployment's operator added it, rather than the topology.
    package var isAdded = false
}
