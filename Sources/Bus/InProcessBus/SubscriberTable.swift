/// Who hears which topics.
struct SubscriberTable {
    private var connections: [UInt64: Connection] = [:]
    private var topics: [UInt64: Set<[UInt8]>] = [:]
    /// The same by topic.
    private var listeners: [[UInt8]: Set<UInt64>] = [:]
    /// How many topics there are of each length, so that only lengths in use are looked up.
    private var topicCounts: [Int: Int] = [:]

    /// All connections, in the order of their numbers.
    var allConnections: [Connection] {
        self.connections.values.sorted { $0.number < $1.number }
    }

    mutating func add(_ connection: Connection) {
        self.connections[connection.number] = connection
        self.topics[connection.number] = []
    }

    mutating func remove(_ connection: Connection) {
        self.remove(Array(self.topics[connection.number] ?? []), of: connection)
        self.topics[connection.number] = nil
        self.connections[connection.number] = nil
    }

    /// Lets a connection hear topics; returns `false` when there is no such connection any more.
    mutating func install(_ topics: [[UInt8]], for connection: Connection) -> Bool {
        let number = connection.number
        guard self.connections[number] != nil else { return false }
        for topic in topics where self.topics[number]?.insert(topic).inserted == true {
            if self.listeners[topic] == nil { self.topicCounts[topic.count, default: 0] += 1 }
            self.listeners[topic, default: []].insert(number)
        }
        return true
    }

    mutating func remove(_ topics: [[UInt8]], of connection: Connection) {
        let number = connection.number
        for topic in topics where self.topics[number]?.remove(topic) != nil {
            self.listeners[topic]?.remove(number)
            guard self.listeners[topic]?.isEmpty == true else { continue }
            self.listeners[topic] = nil
            self.topicCounts[topic.count, default: 0] -= 1
            if self.topicCounts[topic.count] == 0 { self.topicCounts[topic.count] = nil }
        }
    }

    /// The connections with a topic that `frame` begins with, in the order of their numbers.
    func connections(hearing frame: [UInt8]) -> [Connection] {
        var numbers: Set<UInt64> = []
        for length in self.topicCounts.keys where length <= frame.count {
            numbers.formUnion(self.listeners[Array(frame.prefix(length))] ?? [])
        }
        return numbers.sorted().compactMap { self.connections[$0] }
    }
}
