import QuantumSimulator
import RuntimeModel

/// Who gets to compute next: connections take turns, each in the order of its own requests. Pure.
struct CircuitQueue<Connection: Hashable & Sendable>: Sendable {
    /// One request.
    struct Work: Sendable {
        let connection: Connection
        /// Chosen by the program, one for each request of a connection.
        let correlation: UInt64
        let job: JobID
        let request: [UInt8]
        let cancellation: CancellationFlag
    }

    private let connectionCountMax: Int
    private let totalCountMax: Int
    private let byteCountMax: Int
    private var byteCount = 0
    private var waiting: [Connection: [Work]] = [:]
    /// Connections with something waiting, whose turn comes in this order.
    private var turns: [Connection] = []
    private(set) var count = 0

    /// - Parameters:
    ///   - connectionCountMax: requests of one connection that may wait.
    ///   - totalCountMax: requests of all that may wait.
    ///   - byteCountMax: bytes of all requests that may wait, one request aside.
    init(connectionCountMax: Int, totalCountMax: Int, byteCountMax: Int) {
        self.connectionCountMax = connectionCountMax
        self.totalCountMax = totalCountMax
        self.byteCountMax = byteCountMax
    }

    /// Adds a request.
    ///
    /// - Throws: `queue.full` naming the limit; nothing was taken.
    mutating func append(_ work: Work) throws(RuntimeError) {
        let own = self.waiting[work.connection]?.count ?? 0
        guard own < self.connectionCountMax else {
            throw RuntimeError(
                .queueFull, "The connection has as many requests waiting as it may; wait for replies.",
                context: ["limit": "\(self.connectionCountMax)"])
        }
        guard self.count < self.totalCountMax else {
            throw RuntimeError(
                .queueFull, "The simulator has as many requests waiting as it may; send it again later.",
                context: ["limit": "\(self.totalCountMax)"])
        }
        guard self.count == 0 || work.request.count <= self.byteCountMax - self.byteCount else {
            throw RuntimeError(
                .queueFull, "As many bytes of requests wait at the simulator as may; send it again later.",
                context: ["limit": "\(self.byteCountMax)"])
        }
        if own == 0 { self.turns.append(work.connection) }
        self.waiting[work.connection, default: []].append(work)
        self.count += 1
        self.byteCount += work.request.count
    }

    /// Takes the request whose turn it is.
    mutating func next() -> Work? {
        guard !self.turns.isEmpty else { return nil }
        let connection = self.turns.removeFirst()
        guard let work = self.waiting[connection]?.removeFirst() else { return nil }
        self.count -= 1
        self.byteCount -= work.request.count
        if self.waiting[connection]?.isEmpty == true {
            self.waiting[connection] = nil
        } else {
            self.turns.append(connection)
        }
        return work
    }

    /// Takes out one waiting request.
    mutating func remove(_ correlation: UInt64, of connection: Connection) -> Work? {
        guard let index = self.waiting[connection]?.firstIndex(where: { $0.correlation == correlation })
        else {
            return nil
        }
        let work = self.waiting[connection]?.remove(at: index)
        self.count -= 1
        self.byteCount -= work?.request.count ?? 0
        self.forgetIfIdle(connection)
        return work
    }

    /// Takes out everything of a connection that is gone.
    mutating func removeAll(of connection: Connection) {
        self.count -= self.waiting[connection]?.count ?? 0
        self.byteCount -= self.waiting[connection]?.reduce(0) { $0 + $1.request.count } ?? 0
        self.waiting[connection] = []
        self.forgetIfIdle(connection)
    }

    private mutating func forgetIfIdle(_ connection: Connection) {
        guard self.waiting[connection]?.isEmpty == true else { return }
        self.waiting[connection] = nil
        self.turns.removeAll { $0 == connection }
    }
}
