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
        Self("An account is made once, and only one that exists is deleted") { store in
            try await Self.commit(store, .insertAccount(StoredSamples.account("ada")))
            try await Self.demandConflict(store, .insertAccount(StoredSamples.account("ada")))
            try await Self.demandConflict(store, .deleteAccount(AccountID("bob")))
        },
    ]
}
