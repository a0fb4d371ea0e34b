/// What an event on a job's timeline tells. The raw value is the kind byte of its header.
public enum EventKind: UInt8, Sendable, CaseIterable {
    /// The job's status changed; JSON body.
    case status = 0x60
    /// The program published a message.
    case interim = 0x61
    /// The program wrote to stdout or stderr; UTF-8 text, bit 0 of the flags set for stderr.
    case log = 0x62
    /// A measurement of the run; JSON body.
    case metric = 0x63
    /// The final result. Always followed by the status `completed`.
    case result = 0x64
    /// How far the program has come; JSON body: `done`, `total?`, `text?`.
    case progress = 0x67
    /// What a later run can go on with; JSON body: `number` (1, 2, 3 …, over all runs that went on) and `data`.
    case checkpoint = 0x68

    /// The word that ends the topic of such an event.
    public var word: String {
        switch self {
        case .status: "status"
        case .interim: "interim"
        case .log: "log"
        case .metric: "metric"
        case .result: "result"
        case .progress: "progress"
        case .checkpoint: "checkpoint"
        }
    }
}
