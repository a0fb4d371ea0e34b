import RuntimeModel

/// A request in a ``CircuitSchedule``, and how far it is.
struct RequestEntry<Connection: Hashable & Sendable>: Sendable {
    let work: CircuitWork<Connection>
    /// In the order in which requests came.
    let number: UInt64
    /// Packed.
    let byteCount: Int
    var state: RequestState
    /// Circuits from here on were given to nobody.
    var nextCircuit = 0
    /// Pieces that are being computed.
    var pieceCount = 0
    /// Memory promised to its pieces.
    var committedByteCount = 0
    /// Why no more of it is computed: its first circuit that failed.
    var failure: (circuit: Int, error: RuntimeError)?
    /// Not wanted any more.
    var isCancelled = false

    init(_ work: CircuitWork<Connection>, number: UInt64, byteCount: Int, state: RequestState) {
        self.work = work
        self.number = number
        self.byteCount = byteCount
        self.state = state
    }

    var isRead: Bool {
        switch self.state {
        case .unread, .reading: false
        case .ready: true
        }
    }

    /// Notes that circuits failed; of several failures that of the first circuit counts, whichever came first.
    mutating func note(_ error: RuntimeError, at circuit: Int) {
        if circuit < self.failure?.circuit ?? .max { self.failure = (circuit, error) }
    }
}
