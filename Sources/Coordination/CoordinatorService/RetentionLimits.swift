/// How long what is stored is kept, and how much of it. See `Coordinator+Retention`.
package struct RetentionLimits: Sendable {
    /// How long after a job's end its inputs, events and result are kept.
    package var payloadAgeMax: Duration = .seconds(365 * 86_400)
    /// Bytes of all accounts above which those of the jobs that ended first are removed.
    package var storedByteCountMax = 256 << 30
    /// How long a body to which nothing refers is kept: between its upload and the command that names it.
    package var unusedBodyAgeMax: Duration = .seconds(3600)
    /// How long an upload may stand still before it is given up.
    package var uploadIdleDurationMax: Duration = .seconds(600)
    /// How long a repeated command gets its first answer.
    package var claimAgeMax: Duration = .seconds(7 * 86_400)
    /// How often this is looked after.
    package var interval: Duration = .seconds(60)
    /// Most jobs, bodies and keys of each look; when there is more, the next one follows at once.
    package var batchCountMax = 100

    package init() {}
}
