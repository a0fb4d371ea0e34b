package import RuntimeModel

extension Topology {
    /// Reads and checks a topology file and the files it names.
    ///
    /// - Parameters:
    ///   - file: path of the file; a relative one starts at the working folder.
    ///   - environment: the variables that placeholders and folders are taken from.
    ///   - isRoot: whether the standard folders are root's.
    /// - Throws: `configuration.invalid` with all problems, one a line, as `problems` in the context.
    package static func read(
        file: String, environment: [String: String], isRoot: Bool, workingFolder: String
    ) throws(RuntimeError) -> Topology {
        let path = PathResolver(folder: workingFolder).absolute(file)
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        var environment = environment
        // Clients take it from where they are started, too.
        if let file = environment[StateFolder.clientFileVariable], !file.isEmpty {
            environment[StateFolder.clientFileVariable] = PathResolver(folder: workingFolder).absolute(file)
        }
        let reader = TopologyReader(
            file: path, paths: PathResolver(folder: "/" + folder), environment: environment, isRoot: isRoot)
        guard let topology = reader.read(), reader.problems.problems.isEmpty else {
            throw RuntimeError(
                .configurationInvalid, "The topology cannot be used as it is.",
                context: [
                    "file": file,
                    "problems": reader.problems.problems.map(\.description).joined(separator: "\n"),
                ])
        }
        return topology
    }
}
