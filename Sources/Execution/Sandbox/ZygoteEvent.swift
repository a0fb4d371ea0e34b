package import ExecutorCore

/// What a zygote says. One packet on the control socket, as JSON; descriptors come along with `forked` only.
package enum ZygoteEvent: Decodable, Equatable {
    /// Imports are done. `missing` modules were not installed.
    case started(preloadSeconds: Double, missing: [String], givesPIDNamespaces: Bool)
    /// A child exists and waits. With it come its pidfd, channel, stdout and stderr, in this order.
    case forked(id: Int)
    /// The child's lock-in is complete, with these protections.
    case locked(id: Int, protections: SandboxProtections)
    /// No child, or one that could not lock itself in; then `exited` follows.
    case failed(id: Int, code: String, message: String)
    /// The child and all it started are gone.
    case exited(id: Int, ProgramExit)

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        let kind = try fields.decode(String.self, forKey: .event)
        switch kind {
        case "started":
            self = .started(
                preloadSeconds: try fields.decode(Double.self, forKey: .preloadSeconds),
                missing: try fields.decode([String].self, forKey: .missing),
                givesPIDNamespaces: try fields.decode(Bool.self, forKey: .pidNamespaces))
        case "forked":
            self = .forked(id: try fields.decode(Int.self, forKey: .id))
        case "locked":
            self = .locked(
                id: try fields.decode(Int.self, forKey: .id),
                protections: SandboxProtections(rawValue: try fields.decode(UInt32.self, forKey: .features)))
        case "failed":
            self = .failed(
                id: try fields.decode(Int.self, forKey: .id),
                code: try fields.decode(String.self, forKey: .code),
                message: try fields.decode(String.self, forKey: .message))
        case "exited":
            let id = try fields.decode(Int.self, forKey: .id)
            if let code = try fields.decodeIfPresent(Int32.self, forKey: .code) {
                self = .exited(id: id, .code(code))
            } else {
                self = .exited(id: id, .signal(try fields.decode(Int32.self, forKey: .signal)))
            }
        default:
            throw DecodingError.dataCorruptedError(
                forKey: .event, in: fields, debugDescription: "The zygote sent an unknown event.")
        }
    }

    private enum CodingKeys: String, CodingKey {
        case event, id, missing, features, code, message, signal
        case preloadSeconds = "preload_seconds"
        case pidNamespaces = "pid_namespaces"
    }
}
