import QuantumSimulator
package import RuntimeModel

/// Who gets to compute what next, and where. Pure.
///
/// The connection that has used least goes first. A request is read, then run in pieces: some short circuits of a batch,
/// or one long circuit; a batch gives way to others between its pieces. A piece goes to a thread, or past long circuits
/// to an express thread. States reserve their memory with the piece: one that does not fit waits, and the large ones
/// behind it wait with it, so that it gets its turn.
///
/// Note 2: one circuit may take all of that memory, for minutes. So that it does not hold the shorter ones, there is a
/// reserve beside it that only pieces use which take no more than the reserve; they wait for each other there, but for
/// no larger one. A share of the memory instead would have taken a qubit from the largest circuits.
package struct CircuitSchedule<Connection: Hashable & Sendable>: Sendable {
    package typealias Work = CircuitWork<Connection>
    package typealias Piece = CircuitPiece<Connection>
    typealias Entry = RequestEntry<Connection>

    /// What a piece came to.
    package enum PieceResult: Sendable {
        case read(any CircuitBatch)
        /// With the reply after the last circuit.
        case ran([UInt8]?)
        case failed(RuntimeError)
    }

    /// A request that is over, and what its program is told.
    package struct Ending: Sendable {
        package let work: Work
        package let result: Result<[UInt8], RuntimeError>
    }

    let limits: ScheduleLimits
    /// The requests of each connection that has any, in its order.
    private(set) var lines: [Connection: [Entry]] = [:]
    /// What each connection has used, nanoseconds; one that was idle begins where the others are.
    private(set) var used: [Connection: Double] = [:]
    /// What the one whose turn it was last had used before.
    var usedFloor: Double = 0
    /// Connections that get no turn for now.
    private(set) var held: Set<Connection> = []
    /// Requests that wait or are computed.
    package private(set) var count = 0
    /// Requests that ever came.
    private var number: UInt64 = 0
    /// Of all of them, packed.
    private var byteCount = 0
    /// Memory that pieces hold, and that pieces hold of the reserve.
    private(set) var stateByteCount = 0
    private(set) var reservedByteCount = 0
    /// Memory promised to all of them.
    private var committedByteCount = 0
    /// What is expected of each piece on a thread.
    private(set) var threads: [Double] = []
    private(set) var isExpressBusy: [Bool]

    package init(limits: ScheduleLimits) {
        self.limits = limits
        self.isExpressBusy = limits.expressNanosecondsMax.map { _ in false }
    }

    /// Whether everything that the connection has sent was read.
    package func hasReadAll(of connection: Connection) -> Bool {
        self.lines[connection]?.allSatisfy(\.isRead) ?? true
    }

    /// Whether a request is under way.
    package func contains(_ correlation: UInt64, of connection: Connection) -> Bool {
        self.lines[connection]?.contains { $0.work.correlation == correlation } ?? false
    }

    /// Pieces that are being computed.
    package var runningCount: Int { self.threads.count + self.isExpressBusy.count { $0 } }

    // MARK: - Requests come

    /// Adds a request.
    ///
    /// - Parameter state: Unread; or ready, when everything that the connection has sent before was read.
    /// - Throws: `queue.full`, `simulator.overCommitted`; nothing was taken.
    package mutating func append(
        _ work: Work, byteCount: Int, state: RequestState
    ) throws(RuntimeError) {
        guard self.lines[work.connection]?.count ?? 0 < self.limits.connectionCountMax else {
            throw RuntimeError(
                .queueFull, "The connection has as many requests under way as it may; wait for replies.",
                context: ["limit": "\(self.limits.connectionCountMax)"])
        }
        guard self.count < self.limits.totalCountMax else {
            throw RuntimeError(
                .queueFull, "The simulator has as many requests under way as it may; send it again later.",
                context: ["limit": "\(self.limits.totalCountMax)"])
        }
        guard self.count == 0 || byteCount <= self.limits.byteCountMax - self.byteCount else {
            throw RuntimeError(
                .queueFull, "As many bytes of requests are at the simulator as may; send it again later.",
                context: ["limit": "\(self.limits.byteCountMax)"])
        }
        var entry = Entry(work, number: self.number, byteCount: byteCount, state: state)
        if case .ready(let batch) = state { entry.committedByteCount = try self.commit(batch) }
        if self.lines[work.connection] == nil {
            self.used[work.connection] = max(self.used[work.connection] ?? 0, self.usedFloor)
        }
        self.lines[work.connection, default: []].append(entry)
        self.number += 1
        self.count += 1
        self.byteCount += byteCount
    }

    /// Promises a batch the memory of its largest state.
    private mutating func commit(_ batch: any CircuitBatch) throws(RuntimeError) -> Int {
        let byteCount = self.counted(batch.costs.reduce(0) { max($0, $1.byteCount) })
        guard byteCount <= self.limits.committedByteCountMax - self.committedByteCount else {
            throw RuntimeError(
                RuntimeError.Code(rawValue: SimulatorError.Code.overCommitted.rawValue),
                "As many large circuits wait for memory as may; send it again later.",
                context: ["bytes": "\(byteCount)", "limit": "\(self.limits.committedByteCountMax)"])
        }
        self.committedByteCount += byteCount
        return byteCount
    }

    /// Small states need no account: there are no more of them than threads.
    func counted(_ byteCount: Int) -> Int { byteCount > self.limits.freeStateByteCount ? byteCount : 0 }

    // MARK: - Requests are computed

    /// Gives a piece away.
    mutating func begin(_ piece: Piece) {
        switch piece.place {
        case .thread: self.threads.append(piece.nanoseconds)
        case .express(let index): self.isExpressBusy[index] = true
        }
        self.hold(piece.stateByteCount, of: piece)
        self.usedFloor = max(self.usedFloor, self.used[piece.work.connection] ?? 0)
        self.charge(piece.work.connection, piece.nanoseconds)
        self.change(piece.work) { entry in
            entry.pieceCount += 1
            switch piece.task {
            case .read: entry.state = .reading
            case .run(_, let circuits): entry.nextCircuit = circuits.upperBound
            }
        }
    }

    private mutating func hold(_ byteCount: Int, of piece: Piece) {
        if piece.usesReserve { self.reservedByteCount += byteCount } else { self.stateByteCount += byteCount }
    }

    /// Counts time that a connection used; negative where it used less than was expected.
    mutating func charge(_ connection: Connection, _ nanoseconds: Double) {
        self.used[connection]? += nanoseconds
    }

    /// Takes back a piece.
    ///
    /// - Parameter nanoseconds: What it took.
    /// - Returns: The request's end, if that was it.
    package mutating func finished(_ piece: Piece, _ result: PieceResult, nanoseconds: Double) -> Ending? {
        switch piece.place {
        case .thread:
            if let index = self.threads.firstIndex(of: piece.nanoseconds) { self.threads.remove(at: index) }
        case .express(let index): self.isExpressBusy[index] = false
        }
        self.hold(-piece.stateByteCount, of: piece)
        self.charge(piece.work.connection, nanoseconds - piece.nanoseconds)
        // The promise is made here: inside `change` the line is in use.
        var result = result
        var committed = 0
        if case .read(let batch) = result, self.entry(piece.work)?.isCancelled == false {
            do throws(RuntimeError) { committed = try self.commit(batch) } catch { result = .failed(error) }
        }
        var ending: Ending?
        self.change(piece.work) { entry in
            entry.pieceCount -= 1
            entry.committedByteCount += committed
            switch result {
            case .read(let batch): entry.state = .ready(batch)
            case .ran(let reply): ending = reply.map { Ending(work: entry.work, result: .success($0)) }
            case .failed(let error): entry.note(error, at: piece.firstCircuit)
            }
            guard ending == nil, entry.pieceCount == 0 else { return }
            if entry.isCancelled { entry.note(.cancelledRun, at: 0) }
            ending = entry.failure.map { Ending(work: entry.work, result: .failure($0.error)) }
        }
        if let ending { self.forget(ending.work) }
        return ending
    }

    // MARK: - Requests go

    /// A request is not wanted any more.
    ///
    /// - Returns: Its end, unless something of it is computed: then its last piece ends it.
    package mutating func cancel(_ correlation: UInt64, of connection: Connection) -> Ending? {
        guard let entry = self.lines[connection]?.first(where: { $0.work.correlation == correlation }) else {
            return nil
        }
        entry.work.cancellation.cancel()
        self.change(entry.work) { $0.isCancelled = true }
        guard entry.pieceCount == 0 else { return nil }
        self.forget(entry.work)
        return Ending(work: entry.work, result: .failure(.cancelledRun))
    }

    /// A connection is gone, and everything it asked for with it.
    package mutating func removeAll(of connection: Connection) {
        for entry in self.lines[connection] ?? [] {
            entry.work.cancellation.cancel()
            self.forget(entry.work)
        }
        self.used[connection] = nil
        self.held.remove(connection)
    }

    /// Gives a connection no turn, or gives it turns again.
    package mutating func hold(_ connection: Connection, _ isHeld: Bool) {
        if isHeld { self.held.insert(connection) } else { self.held.remove(connection) }
    }

    /// Whether a connection gets no turn.
    package func isHeld(_ connection: Connection) -> Bool { self.held.contains(connection) }

    /// The entry of a request that is not over.
    private func entry(_ work: Work) -> Entry? {
        self.lines[work.connection]?.first { $0.work.cancellation === work.cancellation }
    }

    private mutating func change(_ work: Work, _ body: (inout Entry) -> Void) {
        guard let index = self.index(of: work) else { return }
        if var line = self.lines.removeValue(forKey: work.connection) {
            body(&line[index])
            self.lines[work.connection] = line
        }
    }

    private func index(of work: Work) -> Int? {
        self.lines[work.connection]?.firstIndex { $0.work.cancellation === work.cancellation }
    }

    private mutating func forget(_ work: Work) {
        guard let index = self.index(of: work), let entry = self.lines[work.connection]?.remove(at: index)
        else { return }
        self.count -= 1
        self.byteCount -= entry.byteCount
        self.committedByteCount -= entry.committedByteCount
        if self.lines[work.connection]?.isEmpty == true { self.lines[work.connection] = nil }
    }
}
