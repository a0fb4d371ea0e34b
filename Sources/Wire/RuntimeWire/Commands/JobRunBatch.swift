/// `job.run-batch`: JSON frame, then one body frame for each job with its inputs, each inline or a ``BodyReference``.
/// All jobs are accepted in one transaction, or none. Answer: ``JobsAccepted``.
///
/// The JSON has the keys of ``JobRun``, which hold for all jobs (`resume_from` aside), and `references`.
package struct JobRunBatch: Hashable, Sendable, Codable {
    /// How each of the jobs is to be run; the idempotency key is that of the whole batch.
    package var run: JobRun
    /// Which of the body frames are references, counted from 0.
    package var references: [Int]?

    package init(run: JobRun, references: [Int]? = nil) {
        self.run = run
        self.references = references
    }

    package init(from decoder: any Decoder) throws {
        self.run = try JobRun(from: decoder)
        self.references = try decoder.container(keyedBy: CodingKeys.self)
            .decodeIfPresent([Int].self, forKey: .references)
    }

    package func encode(to encoder: any Encoder) throws {
        try self.run.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(self.references, forKey: .references)
    }

    private enum CodingKeys: String, CodingKey { case references }
}
