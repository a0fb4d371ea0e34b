package import RuntimeModel

/// How an attempt ended, as its executor saw it: the last report of the attempt.
///
/// Body of the report: a 32-bit big-endian length, that many bytes of JSON (``Outcome/Summary``), and then the bytes
/// of the result, in the header's content type and body form. Only `completed` has a result.
package struct Outcome: Hashable, Sendable {
    package var summary: OutcomeSummary
    package var result: [UInt8]

    package init(summary: OutcomeSummary, result: [UInt8] = []) {
        self.summary = summary
        self.result = result
    }

    /// Reads an untrusted body.
    ///
    /// - Throws: `wire.malformed`; `command.invalid` for a wrong summary.
    package init(body: [UInt8]) throws(RuntimeError) {
        guard body.count >= 4 else { throw .malformed("An outcome begins with a length.") }
        let count = body[..<4].reduce(0) { $0 << 8 | Int($1) }
        guard body.count - 4 >= count else { throw .malformed("An outcome's summary is cut short.") }
        self.summary = try WireJSON.decode(OutcomeSummary.self, from: Array(body[4..<(4 + count)]))
        guard self.summary.status.isFinal else { throw .malformed("An outcome's status is not an end.") }
        self.result = Array(body[(4 + count)...])
    }

    /// The body of the report.
    package func encoded() throws(RuntimeError) -> [UInt8] {
        let summary = try WireJSON.encode(self.summary)
        let count = UInt32(summary.count)
        return [
            UInt8(count >> 24), UInt8(count >> 16 & 0xFF), UInt8(count >> 8 & 0xFF), UInt8(count & 0xFF),
        ] + summary + self.result
    }
}
