/// How many requests may wait, and how many are computed at once.
struct ScheduleLimits: Sendable {
    /// Circuits computed at once, short ones on express threads aside.
    var threadCount: Int
    /// One express thread for each: the longest piece it takes, nanoseconds, in ascending order. It takes one only while
    /// every other thread is in a longer one, so that no more than `threadCount + expressNanosecondsMax.count` compute.
    var expressNanosecondsMax: [Double] = []
    /// Circuits of a batch that are run before others get their turn: as many as take this long.
    var turnNanoseconds: Double = 2e6
    /// What reading a packed request is expected to take.
    var readNanosecondsPerByte = 5.0
    /// Requests of one connection, waiting or computed.
    var connectionCountMax: Int
    /// Requests of all connections, waiting or computed.
    var totalCountMax: Int
    /// Packed bytes of all of them, one request aside.
    var byteCountMax: Int
    /// Memory of all states at once.
    var stateByteCountMax: Int
    /// States up to this size are not counted.
    var freeStateByteCount: Int
    /// Memory that all requests would hold if each ran its largest circuit.
    var committedByteCountMax: Int
}
