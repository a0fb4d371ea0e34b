import QuantumSimulator

/// Whose turn it is.
extension CircuitSchedule {
    /// Takes the next piece, if there is one and a place for it.
    package mutating func next() -> Piece? {
        if self.threads.count < self.limits.threadCount {
            return self.take(.thread, nanosecondsMax: .infinity)
        }
        for (index, limit) in self.limits.expressNanosecondsMax.enumerated() {
            // Where a thread will soon be free one waits for it: that keeps the processors from being shared.
            guard !self.isExpressBusy[index], self.threads.allSatisfy({ $0 > limit }) else { continue }
            if let piece = self.take(.express(index), nanosecondsMax: limit) { return piece }
        }
        return nil
    }

    private mutating func take(_ place: Piece.Place, nanosecondsMax: Double) -> Piece? {
        guard var piece = self.candidate(nanosecondsMax: nanosecondsMax) else { return nil }
        piece.place = place
        self.begin(piece)
        return piece
    }

    /// The first piece in the order of turns that is short enough and whose memory is free.
    private func candidate(nanosecondsMax: Double) -> Piece? {
        // Somebody before waits for memory, or for the reserve.
        var (isWanted, isReserveWanted) = (false, false)
        let free = self.limits.stateByteCountMax - self.stateByteCount
        let reserve = self.limits.reservedByteCount - self.reservedByteCount
        for connection in self.turns where !self.held.contains(connection) {
            for entry in self.lines[connection] ?? [] {
                if var piece = self.piece(of: entry), piece.nanoseconds <= nanosecondsMax {
                    if piece.stateByteCount == 0 || (piece.stateByteCount <= free && !isWanted) {
                        return piece
                    }
                    if piece.stateByteCount <= reserve, !isReserveWanted {
                        piece.usesReserve = true
                        return piece
                    }
                    // What is large waits behind what is larger, or that would never find enough.
                    isWanted = true
                    if piece.stateByteCount <= self.limits.reservedByteCount { isReserveWanted = true }
                }
                // The later ones may refer to what this one holds.
                if !entry.isRead { break }
            }
        }
        return nil
    }

    /// The connections in the order of their turns: who has used least first, else who asked first.
    private var turns: [Connection] {
        guard self.lines.count > 1 else { return Array(self.lines.keys) }
        let order = self.lines.map { connection, entries in
            (connection, self.used[connection] ?? 0, entries.first?.number ?? 0)
        }
        return order.sorted { ($0.1, $0.2) < ($1.1, $1.2) }.map(\.0)
    }

    /// The next piece of a request; `nil` when there is nothing to give away.
    private func piece(of entry: Entry) -> Piece? {
        guard !entry.isCancelled, entry.failure == nil else { return nil }
        switch entry.state {
        case .reading: return nil
        case .unread(let bytes, let mayBeLong):
            let nanoseconds = Double(bytes.count) * self.limits.readNanosecondsPerByte
            return Piece(
                work: entry.work, task: .read(bytes),
                nanoseconds: nanoseconds + (mayBeLong ? self.limits.longReadNanoseconds : 0),
                stateByteCount: 0)
        case .ready(let batch):
            guard entry.nextCircuit < batch.costs.count else { return nil }
            return self.piece(of: entry, batch)
        }
    }

    /// As many circuits as one turn has time for, at least one.
    private func piece(of entry: Entry, _ batch: any CircuitBatch) -> Piece {
        let costs = batch.costs
        let first = costs[entry.nextCircuit]
        var (end, nanoseconds, byteCount) = (entry.nextCircuit + 1, first.nanoseconds, first.byteCount)
        while end < costs.count, nanoseconds + costs[end].nanoseconds <= self.limits.turnNanoseconds {
            nanoseconds += costs[end].nanoseconds
            byteCount = max(byteCount, costs[end].byteCount)
            end += 1
        }
        return Piece(
            work: entry.work, task: .run(batch, entry.nextCircuit..<end), nanoseconds: nanoseconds,
            stateByteCount: self.counted(byteCount))
    }
}
