/// What a thread is given to do: to read a request, or to run some of its circuits.
package struct CircuitPiece<Connection: Hashable & Sendable>: Sendable {
    package enum Task: Sendable {
        case read([UInt8])
        case run(any CircuitBatch, Range<Int>)
    }

    /// Where it is computed.
    package enum Place: Sendable, Equatable {
        case thread
        /// The express thread of this index.
        case express(Int)
    }

    package let work: CircuitWork<Connection>
    package let task: Task
    /// Expected.
    package let nanoseconds: Double
    /// Memory reserved for its states.
    package let stateByteCount: Int
    package var place = Place.thread
    /// Whether that memory is the reserve's.
    package var usesReserve = false

    /// The first circuit that it is about.
    package var firstCircuit: Int {
        switch self.task {
        case .read: 0
        case .run(_, let circuits): circuits.lowerBound
        }
    }
}
