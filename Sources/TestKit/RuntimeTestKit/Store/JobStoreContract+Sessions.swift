import JobStore
import RuntimeModel

extension JobStoreContract {
    static let sessions: [Self] = [
        Self("A session is read as it was opened, and listed with the newest first") { store in
            let sessions = [
                StoredSamples.session(1), StoredSamples.session(2, owner: "bob", backend: nil),
                StoredSamples.session(3),
            ]
            for session in sessions { try await Self.commit(store, .insertSession(session)) }
            for session in sessions { try demand(try await store.session(session.id), is: session) }
            try demand(try await store.session(SessionID("nothing")), is: nil)
            let all = try await store.sessions(SessionFilter(limit: 2, offset: 0))
            try demand(all.rows, is: [sessions[2], sessions[1]])
            try demand(all.count, is: 3)
            let own = try await store.sessions(
                SessionFilter(owner: AccountID("ada"), limit: 10, offset: 1))
            try demand(own.rows, is: [sessions[0]])
            try demand(own.count, is: 2)
            try await Self.demandConflict(store, .insertSession(sessions[0]))
        },
        Self("A session that has ended may still be cancelled, once, and keeps the time of its end") {
            store in
            let session = StoredSamples.session(1)
            func ending(_ status: SessionStatus, _ second: Int) -> StoreWrite {
                .endSession(session.id, status, reason: "So.", at: StoredSamples.time(second))
            }
            try await Self.commit(store, .insertSession(session))
            try await Self.commit(store, ending(.closed, 9))
            try await Self.commit(store, ending(.cancelled, 10))
            let found = try await store.session(session.id)
            try demand(found?.status, is: .cancelled)
            try demand(found?.endedAt, is: StoredSamples.time(9))
            try await Self.demandConflict(store, ending(.cancelled, 11))
            try await Self.demandConflict(store, ending(.closed, 11))
        },
        Self("A session ends once") { store in
            let (first, second) = (StoredSamples.session(1), StoredSamples.session(2))
            try await Self.commit(store, .insertSession(first), .insertSession(second))
            let end = StoreWrite.endSession(
                first.id, .expired, reason: "Its time was over.", at: StoredSamples.time(9))
            try await Self.commit(store, end)
            var ended = first
            (ended.status, ended.reason, ended.endedAt) = (
                .expired, "Its time was over.", StoredSamples.time(9)
            )
            try demand(try await store.session(first.id), is: ended)
            let open = try await store.sessions(SessionFilter(isOpen: true, limit: 10, offset: 0))
            try demand(open.rows, is: [second])
            let closed = try await store.sessions(SessionFilter(isOpen: false, limit: 10, offset: 0))
            try demand(closed.rows, is: [ended])
            try await Self.demandConflict(store, end)
            try await Self.demandConflict(
                store,
                .endSession(SessionID("nothing"), .closed, reason: "No.", at: StoredSamples.time(9)))
        },
    ]
}
