public import RuntimeModel
import RuntimeWire

/// The ledger of a job: when each of its stages was reached, and what took how long.
public struct JobMetrics: Sendable, Hashable {
    /// A stage, in the order in which they are reached.
    public enum Stage: String, Sendable, CaseIterable {
        /// Accepted: from here on it waits.
        case created
        /// Given to an executor.
        case leased
        /// Its process was there.
        case forked
        /// The process had the program.
        case started
        /// The program was imported.
        case imported
        /// The first line of `main`.
        case main
        /// Ended.
        case finished
    }

    /// When each stage was reached, as far as the job has come.
    public let timestamps: [Stage: Timestamp]
    /// Seconds that the program spent in transpiling. This and the other two are told by its process at its own end:
    /// `nil` before that, and of a process that was ended.
    public let transpileSeconds: Double?
    /// Seconds that it waited for simulations.
    public let simulateSeconds: Double?
    /// Seconds that it spent in publishing.
    public let publishSeconds: Double?
    /// Seconds that the newest run has had an executor.
    public let usageSeconds: Double
    /// Runs of the job.
    public let attempts: Int
    /// Who wished it to stop.
    public let cancelledBy: AccountID?
    /// When that was.
    public let cancelledAt: Timestamp?
    /// How long it took from that wish until its processes were gone.
    public let cancelSeconds: Double?

    /// - Parameter process: what the program's process told of itself last; empty when that is not known.
    init(summary: JobSummary, process: [String: JSONValue], now: Timestamp) {
        func time(_ key: String) -> Timestamp? {
            process[key]?.integerValue.map { Timestamp(microseconds: UInt64(clamping: $0)) }
        }
        func seconds(_ key: String) -> Double? { process[key]?.numberValue }
        let stages: [(Stage, Timestamp?)] = [
            (.created, summary.createdAt), (.leased, summary.startedAt), (.forked, time("forked_at")),
            (.started, time("started_at")), (.imported, time("imported_at")), (.main, time("main_at")),
            (.finished, summary.endedAt),
        ]
        self.timestamps = Dictionary(
            uniqueKeysWithValues: stages.compactMap { stage, time in time.map { (stage, $0) } })
        self.transpileSeconds = seconds("transpile_seconds")
        self.simulateSeconds = seconds("simulate_seconds")
        self.publishSeconds = seconds("publish_seconds")
        self.usageSeconds = summary.startedAt.map { Self.seconds($0, summary.endedAt ?? now) } ?? 0
        self.attempts = summary.attempt
        self.cancelledBy = summary.canceller
        self.cancelledAt = summary.cancelledAt
        self.cancelSeconds = summary.cancelledAt.flatMap { from in
            summary.endedAt.map { Self.seconds(from, $0) }
        }
    }

    private static func seconds(_ begin: Timestamp, _ end: Timestamp) -> Double {
        end < begin ? 0 : Double(end.microseconds - begin.microseconds) / 1e6
    }

    /// The same, with the names that the other clients have.
    public var json: JSONValue {
        var members: [String: JSONValue] = [
            "timestamps": .object(
                Dictionary(
                    uniqueKeysWithValues: self.timestamps.map {
                        ($0.rawValue, .integer(Int64(clamping: $1.microseconds)))
                    })),
            "totals": .object(
                [
                    "transpile": self.transpileSeconds, "simulate": self.simulateSeconds,
                    "publish": self.publishSeconds,
                ].compactMapValues { $0.map { .number($0) } }),
            "usage": .object(["seconds": .number(self.usageSeconds)]),
            "attempts": .integer(Int64(self.attempts)),
        ]
        if let account = self.cancelledBy { members["cancelled_by"] = .string(account.rawValue) }
        if let time = self.cancelledAt {
            members["cancelled_at"] = .integer(Int64(clamping: time.microseconds))
        }
        if let seconds = self.cancelSeconds { members["cancel_seconds"] = .number(seconds) }
        return .object(members)
    }
}
