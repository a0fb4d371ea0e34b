package import RuntimeModel

/// `job.list` (JSON frame): newest first, of the account's own jobs; administrators see all.
package struct JobListing: Hashable, Sendable, Codable {
    /// Most rows; 20 without it, 1000 at most.
    package var limit: Int?
    /// Rows to skip.
    package var offset: Int?
    /// Only those that have not ended (`true`) or have (`false`).
    package var pending: Bool?
    /// Only of this program.
    package var programID: ProgramID?
    /// Only with this tag.
    package var tag: String?

    package init(
        limit: Int? = nil, offset: Int? = nil, pending: Bool? = nil, programID: ProgramID? = nil,
        tag:
            String? = nil
    ) {
        self.limit = limit
        self.offset = offset
        self.pending = pending
        self.programID = programID
        self.tag = tag
    }

    private enum CodingKeys: String, CodingKey {
        case limit, offset, pending, tag
        case programID = "program_id"
    }
}
