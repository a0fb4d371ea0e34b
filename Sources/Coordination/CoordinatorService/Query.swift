/// A command that has to ask the store before it can be answered.
struct Query {
    let address: ReplyAddress
    /// Answers by itself. After each `await` in it, the coordinator's state is to be read again.
    let body: (isolated Coordinator) async throws -> Void
    /// What it holds in memory until then, as far as it counts in `pending_byte_count_max`.
    let byteCount: Int
}
