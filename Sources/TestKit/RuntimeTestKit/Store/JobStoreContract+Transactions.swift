import JobStore
import RuntimeModel

extension JobStoreContract {
    static let transactions: [Self] = [
        Self(
            "A key is claimed once; whoever repeats it gets the first answer and writes nothing", Self.claims),
        Self("Keys of different accounts are different") { store in
            for name in ["ada", "bob"] {
                let claim = IdempotencyClaim(
                    account: AccountID(name), key: "k", request: [1], answer: Array(name.utf8),
                    claimedAt: StoredSamples.time(1))
                let outcomes = try await store.commit([StoreTransaction(claim: claim, writes: [])])
                try demand(outcomes, is: [.applied])
                try demand(
                    try await store.earlierClaim(of: AccountID(name), key: "k", request: [1]),
                    is: .sameCommand(answer: Array(name.utf8)))
            }
            try demand(try await store.earlierClaim(of: AccountID("cyd"), key: "k", request: [1]), is: nil)
        },
        Self("A key that another command has claimed writes nothing and has no answer") { store in
            func claiming(_ request: [UInt8], _ answer: UInt8) -> StoreTransaction {
                StoreTransaction(
                    claim: IdempotencyClaim(
                        account: AccountID("ada"), key: "k", request: request, answer: [answer],
                        claimedAt: StoredSamples.time(1)),
                    writes: [.insertJob(StoredSamples.job(Int(answer)), inputs: StoredSamples.inputs(1))])
            }
            let outcomes = try await store.commit([claiming([7], 1), claiming([8], 2), claiming([7], 3)])
            try demand(
                outcomes, is: [.applied, .repeated(.otherCommand), .repeated(.sameCommand(answer: [1]))])
            try demand(try await store.unfinishedJobs().map(\.id.low), is: [1])
            try demand(
                try await store.earlierClaim(of: AccountID("ada"), key: "k", request: [8]), is: .otherCommand)
        },
        Self("A claim that does not tell its command is that of every command") { store in
            let claim = IdempotencyClaim(
                account: AccountID("ada"), key: "k", request: [], answer: [1],
                claimedAt: StoredSamples.time(1))
            _ = try await store.commit([StoreTransaction(claim: claim, writes: [])])
            try demand(
                try await store.earlierClaim(of: AccountID("ada"), key: "k", request: [8]),
                is: .sameCommand(answer: [1]))
        },
        Self("A batch is stored as a whole or not at all, claims included") { store in
            let claim = IdempotencyClaim(
                account: AccountID("ada"), key: "k", request: [1], answer: [1],
                claimedAt: StoredSamples.time(1))
            let good = StoreTransaction(
                claim: claim, writes: [.insertJob(StoredSamples.job(1), inputs: StoredSamples.inputs(1))])
            let bad = StoreTransaction(writes: [.appendEvents(StoredSamples.events(1, 2...2))])
            try await Self.demandError(.conflict) { () throws(RuntimeError) in
                _ = try await store.commit([good, bad])
            }
            try demand(try await store.job(StoredSamples.jobID(1)), is: nil)
            try demand(try await store.earlierClaim(of: AccountID("ada"), key: "k", request: [1]), is: nil)
            // A conflict is the batch's fault: the store goes on.
            try demand(try await store.commit([good]), is: [.applied])
            try demand(try await store.job(StoredSamples.jobID(1)), is: StoredSamples.job(1))
        },
        Self("Later writes of a batch see the earlier ones, in the same transaction and over transactions") {
            store in
            let outcomes = try await store.commit([
                StoreTransaction(writes: [
                    .insertJob(StoredSamples.job(1), inputs: StoredSamples.inputs(1)),
                    .appendEvents(StoredSamples.events(1, 1...1)),
                ]),
                StoreTransaction(writes: [.appendEvents(StoredSamples.events(1, 2...2))]),
                StoreTransaction(writes: []),
            ])
            try demand(outcomes, is: [.applied, .applied, .applied])
            try demand(try await store.commit([]), is: [])
            try demand(try await store.job(StoredSamples.jobID(1))?.progress.lastSequence, is: 2)
        },
        Self("Nothing is taken once the store is closed") { store in
            await store.close()
            try await Self.demandError(.stopping) { () throws(RuntimeError) in _ = try await store.commit([])
            }
            try await Self.demandError(.stopping) { () throws(RuntimeError) in _ = try await store.accounts()
            }
            await store.close()
        },
    ]

    @Sendable private static func claims(_ store: any JobStore) async throws {
        func run(_ number: Int, key: String) -> StoreTransaction {
            StoreTransaction(
                claim: IdempotencyClaim(
                    account: AccountID("ada"), key: key, request: [1], answer: [UInt8(number)],
                    claimedAt: StoredSamples.time(1)),
                writes: [.insertJob(StoredSamples.job(number), inputs: StoredSamples.inputs(number))])
        }
        let outcomes = try await store.commit([run(1, key: "a"), run(2, key: "a"), run(3, key: "b")])
        try demand(outcomes, is: [.applied, .repeated(.sameCommand(answer: [1])), .applied])
        let later = try await store.commit([run(4, key: "b"), run(5, key: "c")])
        try demand(later, is: [.repeated(.sameCommand(answer: [3])), .applied])
        try demand(try await store.unfinishedJobs().map(\.id.low), is: [1, 3, 5])
        try demand(
            try await store.earlierClaim(of: AccountID("ada"), key: "c", request: [1]),
            is: .sameCommand(answer: [5]))
    }
}
