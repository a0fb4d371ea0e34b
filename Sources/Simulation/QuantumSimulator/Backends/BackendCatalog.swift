/// The backends of a simulator, made once at its start.
package struct BackendCatalog: Sendable {
    private let first: SimulatedBackend
    private let byName: [String: SimulatedBackend]

    /// - Parameter backends: The first is taken where a request names none; without any there is an ideal one.
    package init(_ backends: [SimulatedBackend] = []) {
        let all = backends.isEmpty ? [SimulatedBackend(name: "simulator")] : backends
        self.first = all[0]
        var byName: [String: SimulatedBackend] = [:]
        for backend in all { for alias in backend.aliases { byName[alias] = backend } }
        for backend in all { byName[backend.name] = backend }
        self.byName = byName
    }

    /// The backend of this name or alias; the first for an empty name.
    ///
    /// - Throws: ``SimulatorError/Code/unknownBackend``.
    func backend(named name: String) throws(SimulatorError) -> SimulatedBackend {
        if name.isEmpty { return self.first }
        if let backend = self.byName[name] { return backend }
        throw SimulatorError(
            .unknownBackend, "The simulator does not have the backend that the request names.",
            context: ["backend": name])
    }
}
