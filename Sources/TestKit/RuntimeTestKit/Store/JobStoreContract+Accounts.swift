import JobStore
import RuntimeModel

extension JobStoreContract {
    static let accounts: [Self] = [
        Self("Accounts are listed in the order in which they were made") { store in
            let accounts = [
                StoredSamples.account("zoe", role: .administrator), StoredSamples.account("ada"),
                StoredSamples.account("executor", role: .worker),
            ]
            for account in accounts { try await Self.commit(store, .insertAccount(account)) }
            try demand(try await store.accounts(), is: accounts)
        },
        Self("A deleted account is gone, and its name is free") { store in
            try await Self.commit(store, .insertAccount(StoredSamples.account("ada")))
            try await Self.commit(store, .deleteAccount(AccountID("ada")))
            try demand(try await store.accounts(), is: [])
            try await Self.commit(store, .insertAccount(StoredSamples.account("ada", role: .worker)))
            try demand(try await store.accounts().map(\.role), is: [.worker])
        },
        Self("An account is changed in all but its name and its age") { store in
            let accounts = [StoredSamples.account("zoe"), StoredSamples.account("ada")]
            for account in accounts { try await Self.commit(store, .insertAccount(account)) }
            let changed = StoredAccount(
                id: AccountID("zoe"), role: .author, mayPublish: true, isDisabled: true,
                quotas: AccountQuotas(queuedJobCountMax: 1, runningJobCountMax: 0, storedByteCountMax: 9),
                tokenHash: Array(repeating: 7, count: 32), createdAt: StoredSamples.time(99))
            try await Self.commit(store, .updateAccount(changed))
            var expected = changed
            expected.createdAt = accounts[0].createdAt
            try demand(try await store.accounts(), is: [expected, accounts[1]])
            try await Self.demandConflict(store, .updateAccount(StoredSamples.account("nobody")))
        },
        Self("The bytes kept for each account grow with what is written and shrink with what goes") { store in
            let (ada, bob) = (AccountID("ada"), AccountID("bob"))
            func count(_ account: AccountID) async throws -> Int {
                try await store.storedByteCounts()[account] ?? 0
            }
            let program = StoredSamples.program("hello", owner: "bob")
            try await Self.commit(store, .insertProgram(program))
            try demand(try await count(bob), is: program.sourceByteCount)
            let body = [UInt8](repeating: 1, count: BodyReference.hashByteCount)
            let long = StoredPayload(
                form: .reference, contentType: .json,
                bytes: BodyReference(hash: body, byteCount: 5_000_000).encoded)
            try await Self.commit(store, .insertJob(StoredSamples.job(1), inputs: long))
            try await Self.commit(store, .appendEvents(StoredSamples.events(1, 1...3, bodyByteCount: 100)))
            try await Self.commit(store, .insertJob(StoredSamples.job(2), inputs: StoredSamples.inputs(2)))
            try demand(try await count(ada), is: 5_000_300 + StoredSamples.inputs(2).bytes.count)
            try await Self.commit(
                store, .updateJob(StoredSamples.jobID(1), StoredSamples.progress(.completed)),
                .deleteJob(StoredSamples.jobID(1)))
            try demand(try await count(ada), is: StoredSamples.inputs(2).bytes.count)
            // A version that a job pins is kept, and counts.
            try await Self.commit(store, .deleteProgram(ProgramID("hello")))
            try demand(try await count(bob), is: program.sourceByteCount)
            try await Self.commit(
                store, .updateJob(StoredSamples.jobID(2), StoredSamples.progress(.completed)),
                .deleteJob(StoredSamples.jobID(2)))
            try demand(try await count(ada), is: 0)
            try demand(try await count(bob), is: 0)
        },
        Self("An account is made once, and only one that exists is deleted") { store in
            try await Self.commit(store, .insertAccount(StoredSamples.account("ada")))
            try await Self.demandConflict(store, .insertAccount(StoredSamples.account("ada")))
            try await Self.demandConflict(store, .deleteAccount(AccountID("bob")))
        },
    ]
}
