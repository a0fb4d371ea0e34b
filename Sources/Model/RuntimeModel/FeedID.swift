/// Names a feed: the events of many jobs as one topic. Of the form of a job's id, and as hard to guess.
package struct FeedID: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The 128 random bits.
    package let bits: JobID

    package init(_ bits: JobID) { self.bits = bits }

    package init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(JobID.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(self.bits)
    }

    package var description: String { self.bits.description }
}
