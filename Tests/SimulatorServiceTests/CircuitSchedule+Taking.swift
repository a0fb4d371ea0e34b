import SimulatorService
import Testing

extension CircuitSchedule {
    /// The next piece, which has to be there.
    mutating func take() throws -> Piece {
        let piece = self.next()
        return try #require(piece)
    }

    /// Nothing may be given away now.
    mutating func expectNothing(at location: SourceLocation = #_sourceLocation) {
        let piece = self.next()
        #expect(piece == nil, sourceLocation: location)
    }

    /// Runs so many pieces, one after the other, each as long as was expected of it.
    mutating func runAll(_ count: Int) -> [Piece] {
        var pieces: [Piece] = []
        while pieces.count < count, let piece = self.next() {
            pieces.append(piece)
            let isLast = piece.circuits.upperBound == piece.batchCount
            _ = self.finished(piece, .ran(isLast ? [] : nil), nanoseconds: piece.nanoseconds)
        }
        return pieces
    }
}

extension CircuitPiece {
    /// The circuits to run; none when it is about reading.
    var circuits: Range<Int> {
        switch self.task {
        case .read: 0..<0
        case .run(_, let circuits): circuits
        }
    }

    /// Circuits of its request.
    var batchCount: Int {
        switch self.task {
        case .read: 0
        case .run(let batch, _): batch.costs.count
        }
    }
}
