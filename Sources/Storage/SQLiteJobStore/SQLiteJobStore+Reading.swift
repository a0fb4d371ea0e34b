package import JobStore
package import RuntimeModel
package import RuntimeWire

extension SQLiteJobStore {
    package func earlierClaim(
        of account: AccountID, key: String, request: [UInt8]
    ) async throws(RuntimeError) -> EarlierClaim? {
        try await self.connections.read {
            try AccountRows.earlierClaim(of: account, key: key, request: request, $0)
        }
    }

    package func accounts() async throws(RuntimeError) -> [StoredAccount] {
        try await self.connections.read { try AccountRows.all($0) }
    }

    package func program(
        _ id: ProgramID, version: Int?, includingDeleted: Bool
    ) async throws(RuntimeError) -> StoredProgram? {
        try await self.connections.read {
            try ProgramRows.one(id, version: version, includingDeleted: includingDeleted, $0)
        }
    }

    package func programs(
        _ filter: ProgramFilter
    ) async throws(RuntimeError) -> (rows: [StoredProgram], count: Int) {
        try await self.connections.read { try ProgramRows.page(filter, $0) }
    }

    package func programVersions(
        _ id: ProgramID, limit: Int, offset: Int
    ) async throws(RuntimeError) -> (rows: [StoredProgram], count: Int) {
        try await self.connections.read { try ProgramRows.versions(id, limit: limit, offset: offset, $0) }
    }

    package func storedByteCounts() async throws(RuntimeError) -> [AccountID: Int] {
        try await self.connections.read { try AccountRows.storedByteCounts($0) }
    }

    package func unusedByteCount() async throws(RuntimeError) -> Int {
        try await self.connections.read { try BodyRows.unusedByteCount($0) }
    }

    package func session(_ id: SessionID) async throws(RuntimeError) -> StoredSession? {
        try await self.connections.read { try SessionRows.one(id, $0) }
    }

    package func sessions(
        _ filter: SessionFilter
    ) async throws(RuntimeError) -> (rows: [StoredSession], count: Int) {
        try await self.connections.read { try SessionRows.page(filter, $0) }
    }

    package func unfinishedJobs() async throws(RuntimeError) -> [StoredJob] {
        try await self.connections.read { try JobRows.unfinished($0) }
    }

    package func job(_ id: JobID) async throws(RuntimeError) -> StoredJob? {
        try await self.connections.read { try JobRows.one(id, $0) }
    }

    package func inputs(of id: JobID) async throws(RuntimeError) -> StoredPayload? {
        try await self.connections.read { try JobRows.inputs(of: id, $0) }
    }

    package func jobs(_ filter: JobFilter) async throws(RuntimeError) -> JobPage {
        try await self.connections.read { try JobListReader(filter, $0).page() }
    }

    package func attempts(of id: JobID) async throws(RuntimeError) -> [StoredAttempt] {
        try await self.connections.read { try AttemptRows.all(of: id, $0) }
    }

    package func timelineBlocks(
        of id: JobID, after sequence: UInt64, limit: Int, byteCountMax: Int
    ) async throws(RuntimeError) -> [EventBlock] {
        try await self.connections.read {
            try EventRows.blocks(of: id, after: sequence, limit: limit, byteCountMax: byteCountMax, $0)
        }
    }

    package func timeline(
        of id: JobID, after sequence: UInt64, limit: Int, byteCountMax: Int
    ) async throws(RuntimeError) -> [EventRecord] {
        try await self.connections.read {
            try EventRows.page(of: id, after: sequence, limit: limit, byteCountMax: byteCountMax, $0)
        }
    }
}
