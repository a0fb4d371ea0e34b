/// How many requests may wait, and how many are computed at once.
package struct ScheduleLimits: Sendable {
    /// Circuits computed at once, short ones on express threads aside.
    package var threadCount: Int
    /// One express thread for each: the longest piece it takes, nanoseconds, in ascending order. It takes one only while
    /// every other thread is in a longer one, so that no more than `threadCount + expressNanosecondsMax.count` compute.
    package var expressNanosecondsMax: [Double] = []
    /// Circuits of a batch that are run before others get their turn: as many as take this long.
    package var turnNanoseconds: Double = 2e6
    /// What reading a packed request is expected to take.
    package var readNanosecondsPerByte = 5.0
    /// What reading is expected to take beyond that when it may take long: more than the pieces of the first express
    /// thread, which such a request is to leave to others.
    package var longReadNanoseconds = 0.5e9
    /// Requests of one connection, waiting or computed.
    package var connectionCountMax: Int
    /// Requests of all connections, waiting or computed.
    package var totalCountMax: Int
    /// Packed bytes of all of them, one request aside.
    package var byteCountMax: Int
    /// Memory of all states at once, those in the reserve aside.
    package var stateByteCountMax: Int
    /// Memory beside it for pieces that take no more than this.
    package var reservedByteCount: Int
    /// States up to this size are not counted.
    package var freeStateByteCount: Int
    /// Memory that all requests would hold if each ran its largest circuit.
    package var committedByteCountMax: Int

    package init(
        threadCount: Int, connectionCountMax: Int, totalCountMax: Int, byteCountMax: Int,
        stateByteCountMax: Int, reservedByteCount: Int = 0, freeStateByteCount: Int,
        committedByteCountMax: Int
    ) {
        self.threadCount = threadCount
        self.connectionCountMax = connectionCountMax
        self.totalCountMax = totalCountMax
        self.byteCountMax = byteCountMax
        self.stateByteCountMax = stateByteCountMax
        self.reservedByteCount = reservedByteCount
        self.freeStateByteCount = freeStateByteCount
        self.committedByteCountMax = committedByteCountMax
    }
}
