import ArgumentParser
import CommandLineInterface
import RuntimeModel

/// What a program says of itself: a file, and options on top of it.
struct MetadataOptions: ParsableArguments {
    @Option(help: ArgumentHelp("JSON with name, description, max_execution_time, spec …", valueName: "file"))
    var metadata: String?
    @Option(help: "Name, the first part of the program's id.") var name: String?
    @Option(help: "One or more sentences.") var description: String?
    @Option(help: ArgumentHelp("Longest run of a job.", valueName: "seconds")) var maxExecutionTime: Int?
    @Option(name: [.long, .customLong("image")], help: "Name of the program environment.")
    var environment: String?
    @Flag(help: "Whether every account may see and run it.") var isPublic = false

    /// The members that are given; `nil` when there are none.
    func members() throws(RuntimeError) -> [String: JSONValue]? {
        var members: [String: JSONValue] = [:]
        if let metadata { members = try ProgramFile.metadata(of: metadata) }
        if let name { members["name"] = .string(name) }
        if let description { members["description"] = .string(description) }
        if let maxExecutionTime { members["max_execution_time"] = .integer(Int64(maxExecutionTime)) }
        if let environment { members["environment"] = .string(environment) }
        if self.isPublic { members["is_public"] = true }
        return members.isEmpty ? nil : members
    }
}
