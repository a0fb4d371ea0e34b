/// What a thread is given to do: to read a request, or to run some of its circuits.
struct CircuitPiece<Connection: Hashable & Sendable>: Sendable {
    enum Task: Sendable {
        case read([UInt8])
        case run(any CircuitBatch, Range<Int>)
    }

    /// Where it is computed.
    enum Place: Sendable, Equatable {
        case thread
        /// The express thread of this index.
        case express(Int)
    }

    let work: CircuitWork<Connection>
    let task: Task
    /// Expected.
    let nanoseconds: Double
    /// Memory reserved for its states.
    let stateByteCount: Int
    var place = Place.thread

    /// The first circuit that it is about.
    var firstCircuit: Int {
        switch self.task {
        case .read: 0
        case .run(_, let circuits): circuits.lowerBound
        }
    }
}
