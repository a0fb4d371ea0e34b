import CommandLineInterface
import RuntimeModel
import Supervision

/// What `spinwire up` prints: a line for everything that happens.
struct UpReport: Sendable {
    let json: Bool

    /// What the supervisor did or saw.
    func event(_ event: SupervisionEvent) {
        switch event {
        case .started(let service, let processID):
            self.line(
                "\(event)",
                ["event": "started", "service": .string(service), "process_id": .integer(Int64(processID))])
        case .died(let service, let end, let restart, _):
            self.line(
                "\(event)",
                [
                    "event": "died", "service": .string(service), "end": .string("\(end)"),
                    "restart": .integer(Int64(restart)),
                ])
        case .gaveUp(let service, let end):
            self.line(
                "\(event)", ["event": "gave_up", "service": .string(service), "end": .string("\(end)")])
        case .stopping(let service):
            self.line("\(event)", ["event": "stopping", "service": .string(service)])
        case .killed(let service): self.line("\(event)", ["event": "killed", "service": .string(service)])
        case .stopped(let service, let end):
            self.line(
                "\(event)", ["event": "stopped", "service": .string(service), "end": .string("\(end)")])
        }
    }

    /// One line: the text, or the members as an object.
    func line(_ text: String, _ members: [String: JSONValue]) {
        guard self.json else { return Console.note(text) }
        Console.note(JSONText.line(JSONValue.object(members.isEmpty ? ["event": .string(text)] : members)))
    }
}
