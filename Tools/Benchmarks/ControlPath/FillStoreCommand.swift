import ArgumentParser
import Foundation
import JobStore
import RuntimeModel
import SQLiteJobStore

/// `control-path fill`: makes a store that holds very many jobs, for the benchmark of their lists.
struct FillStoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "fill")

    @Option(help: "The store's folder.") var folder: String
    @Option(help: "Jobs in all, one a second up to now.") var jobs = 1_000_000
    @Option(help: "The last so many have not ended.") var pending = 1000

    func run() async throws {
        let store = try SQLiteJobStore(SQLiteStoreOptions(folder: self.folder))
        let batchCount = 10_000
        let begin = UInt64(Date().timeIntervalSince1970) - UInt64(self.jobs)
        for start in stride(from: 0, to: self.jobs, by: batchCount) {
            let numbers = start..<min(start + batchCount, self.jobs)
            _ = try await store.commit(numbers.map { self.acceptance($0, second: begin + UInt64($0)) })
        }
        await store.close()
    }

    private func acceptance(_ number: Int, second: UInt64) -> StoreTransaction {
        let time = Timestamp(microseconds: second * 1_000_000)
        let isPending = number >= self.jobs - self.pending
        let owner = number.isMultiple(of: 2) ? "admin" : "user-\(number % 7)"
        let job = StoredJob(
            id: JobID(high: 0x5EED, low: UInt64(number)), owner: AccountID(owner),
            programID: ProgramID("program-\(number % 25)"), programVersion: 1,
            backend: ["simulator", "line5", "spin5", "spin27"][number % 4], environment: "qiskit-2",
            maxExecutionTime: 300, tags: self.tags(of: number),
            sessionID: number % 5 == 0 ? SessionID("session-\(number / 1000)") : nil, createdAt: time,
            progress: JobProgress(
                status: isPending ? .queued : .completed, attempt: isPending ? 0 : 1, lastSequence: 0,
                lastReport: 0, endedAt: isPending ? nil : time))
        let inputs = StoredPayload(form: .inline, contentType: .json, bytes: Array(#"{"n":\#(number)}"#.utf8))
        return StoreTransaction(writes: [.insertJob(job, inputs: inputs)])
    }

    private func tags(of number: Int) -> [String] {
        var tags: [String] = []
        if number.isMultiple(of: 10) { tags.append("tenth") }
        if number.isMultiple(of: 10_000) { tags.append("rare") }
        return tags
    }
}
