import GRDB
import JobStore
import RuntimeModel

/// Applies transactions, one after the other, within one transaction of the database.
struct BatchWriter {
    let database: Database
    let eventBlockByteCountMax: Int

    func apply(_ batch: [StoreTransaction]) throws -> [TransactionOutcome] {
        var outcomes: [TransactionOutcome] = []
        outcomes.reserveCapacity(batch.count)
        for transaction in batch {
            if let claim = transaction.claim, let earlier = try AccountRows.claim(claim, self.database) {
                outcomes.append(.repeated(earlier))
                continue
            }
            for write in transaction.writes { try self.apply(write) }
            outcomes.append(.applied)
        }
        return outcomes
    }

    private func apply(_ write: StoreWrite) throws {
        switch write {
        case .insertAccount(let account): try AccountRows.insert(account, self.database)
        case .updateAccount(let account): try AccountRows.update(account, self.database)
        case .deleteAccount(let id): try AccountRows.delete(id, self.database)
        case .insertProgram(let program): try ProgramRows.insert(program, self.database)
        case .setProgramVisibility(let id, let isPublic, let sharedWith):
            try ProgramRows.setVisibility(id, isPublic: isPublic, sharedWith: sharedWith, self.database)
        case .deleteProgram(let id): try ProgramRows.delete(id, self.database)
        case .insertJob(let job, let inputs): try JobRows.insert(job, inputs: inputs, self.database)
        case .updateJob(let id, let progress): try JobRows.update(id, progress, self.database)
        case .setTags(let id, let tags): try JobRows.setTags(id, tags, self.database)
        case .appendEvents(let events):
            try EventRows.append(events, blockByteCountMax: self.eventBlockByteCountMax, self.database)
        case .putAttempt(let attempt): try AttemptRows.put(attempt, self.database)
        case .removePayloads(let id, let time): try JobRows.removePayloads(id, at: time, self.database)
        case .deleteJob(let id): try JobRows.delete(id, self.database)
        case .insertSession(let session): try SessionRows.insert(session, self.database)
        case .endSession(let id, let status, let reason, let time):
            try SessionRows.end(id, as: status, reason: reason, at: time, self.database)
        }
    }
}
