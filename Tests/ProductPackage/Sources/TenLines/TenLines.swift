import Foundation
import Spinwire

/// The ten lines that README shows, on a program named by the first argument.
@main enum TenLines {
    static func main() async throws {
        let source = try String(contentsOfFile: CommandLine.arguments[1], encoding: .utf8)

        let client = try await connect()
        let program = try await client.upload(
            source: source,
            metadata: ["name": "hello-world", "max_execution_time": 300, "description": "Random circuits."])
        let job = try await client.run(program, inputs: ["iterations": 3])
        for try await event in job.events() where event.kind == .interim {
            print(event.sequence, event.text)
        }
        print(String(decoding: try await job.result(), as: UTF8.self))
        await client.close()
    }
}
