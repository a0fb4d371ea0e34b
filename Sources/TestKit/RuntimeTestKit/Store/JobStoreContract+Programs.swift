import JobStore
import RuntimeModel

extension JobStoreContract {
    static let programs: [Self] = [
        Self("Every version of a program can be read, the newest without a number") { store in
            let versions = (1...3).map { StoredSamples.program("hello", version: $0) }
            for version in versions { try await Self.commit(store, .insertProgram(version)) }
            for version in versions {
                let found = try await store.program(
                    version.id, version: version.version, includingDeleted: false)
                try demand(found, is: version)
            }
            let newest = try await store.program(ProgramID("hello"), version: nil, includingDeleted: false)
            try demand(newest, is: versions[2])
            let none = try await store.program(ProgramID("hello"), version: 4, includingDeleted: true)
            try demand(none, is: nil)
        },
        Self("Versions are dense from 1") { store in
            try await Self.demandConflict(store, .insertProgram(StoredSamples.program("hello", version: 2)))
            try await Self.commit(store, .insertProgram(StoredSamples.program("hello")))
            try await Self.demandConflict(store, .insertProgram(StoredSamples.program("hello")))
            try await Self.demandConflict(store, .insertProgram(StoredSamples.program("hello", version: 3)))
        },
        Self("Owner, visibility and creation are the program's, whatever a later version says") { store in
            try await Self.commit(store, .insertProgram(StoredSamples.program("hello")))
            try await Self.commit(
                store,
                .setProgramVisibility(
                    ProgramID("hello"), isPublic: true, sharedWith: [AccountID("bob"), AccountID("al")]))
            var second = StoredSamples.program("hello", version: 2, owner: "bob", isPublic: false)
            second.createdAt = StoredSamples.time(99)
            try await Self.commit(store, .insertProgram(second))
            let found = try await store.program(ProgramID("hello"), version: nil, includingDeleted: false)
            var expected = StoredSamples.program("hello", version: 2, isPublic: true)
            expected.updatedAt = second.updatedAt
            expected.sharedWith = [AccountID("al"), AccountID("bob")]
            try demand(found, is: expected)
        },
        Self(
            "A list shows the newest versions that an account may see, newest program first, page by page",
            Self.listing),
        Self("All versions of a program are read, newest first, page by page") { store in
            let versions = (1...3).map { StoredSamples.program("hello", version: $0) }
            for version in versions { try await Self.commit(store, .insertProgram(version)) }
            try await Self.commit(store, .insertProgram(StoredSamples.program("other")))
            let all = try await store.programVersions(ProgramID("hello"), limit: 9, offset: 0)
            try demand(all.rows, is: versions.reversed())
            let page = try await store.programVersions(ProgramID("hello"), limit: 1, offset: 1)
            try demand(page.rows, is: [versions[1]])
            try demand(page.count, is: 3)
            try await Self.commit(store, .deleteProgram(ProgramID("hello")))
            let none = try await store.programVersions(ProgramID("hello"), limit: 9, offset: 0)
            try demand(none.rows, is: [])
        },
        Self("A list shows what was shared with an account, for as long as it is", Self.sharing),
        Self("A list is narrowed by owner, name, visibility and words", Self.filtering),
        Self(
            "A deleted program is seen no more, and a version that a job pins stays until the job goes",
            Self.deletion),
        Self("Only a program that is there is changed") { store in
            try await Self.demandConflict(
                store, .setProgramVisibility(ProgramID("hello"), isPublic: true, sharedWith: []))
            try await Self.demandConflict(store, .deleteProgram(ProgramID("hello")))
            try await Self.commit(
                store, .insertProgram(StoredSamples.program("hello")),
                .insertJob(StoredSamples.job(1), inputs: StoredSamples.inputs(1)),
                .deleteProgram(ProgramID("hello")))
            try await Self.demandConflict(
                store, .setProgramVisibility(ProgramID("hello"), isPublic: true, sharedWith: []))
            try await Self.demandConflict(store, .deleteProgram(ProgramID("hello")))
            try await Self.demandConflict(store, .insertProgram(StoredSamples.program("hello", version: 2)))
        },
    ]

    @Sendable private static func listing(_ store: any JobStore) async throws {
        try await Self.commit(
            store, .insertProgram(StoredSamples.program("a", owner: "ada")),
            .insertProgram(StoredSamples.program("b", owner: "bob")),
            .insertProgram(StoredSamples.program("c", owner: "bob", isPublic: true)),
            .insertProgram(StoredSamples.program("a", version: 2, owner: "ada")))
        let all = try await store.programs(ProgramFilter(limit: 10, offset: 0))
        try demand(all.rows.map(\.id.rawValue), is: ["c", "b", "a"])
        try demand(all.rows.map(\.version), is: [1, 1, 2])
        let ofAda = try await store.programs(
            ProgramFilter(visibleTo: AccountID("ada"), limit: 10, offset: 0))
        try demand(ofAda.rows.map(\.id.rawValue), is: ["c", "a"])
        let page = try await store.programs(ProgramFilter(limit: 1, offset: 1))
        try demand(page.rows.map(\.id.rawValue), is: ["b"])
        try demand(page.count, is: 3)
        let beyond = try await store.programs(ProgramFilter(limit: 5, offset: 3))
        try demand(beyond.rows.count, is: 0)
        try demand(beyond.count, is: 3)
    }

    @Sendable private static func deletion(_ store: any JobStore) async throws {
        let id = ProgramID("hello")
        try await Self.commit(
            store, .insertProgram(StoredSamples.program("hello")),
            .insertProgram(StoredSamples.program("hello", version: 2)),
            .insertJob(StoredSamples.job(1, version: 1), inputs: StoredSamples.inputs(1)))
        try await Self.commit(store, .deleteProgram(id))
        try demand(try await store.program(id, version: 1, includingDeleted: false), is: nil)
        try demand(try await store.programs(ProgramFilter(limit: 10, offset: 0)).count, is: 0)
        try demand(try await store.program(id, version: 2, includingDeleted: true), is: nil)
        let pinned = try await store.program(id, version: 1, includingDeleted: true)
        try demand(pinned, is: StoredSamples.program("hello"))
        try await Self.commit(store, .updateJob(StoredSamples.jobID(1), StoredSamples.progress(.completed)))
        try await Self.commit(store, .deleteJob(StoredSamples.jobID(1)))
        try demand(try await store.program(id, version: 1, includingDeleted: true), is: nil)
    }

    @Sendable private static func sharing(_ store: any JobStore) async throws {
        let (id, bob) = (ProgramID("hello"), AccountID("bob"))
        var first = StoredSamples.program("hello")
        first.sharedWith = [bob]
        try await Self.commit(store, .insertProgram(first))
        let toBob = ProgramFilter(visibleTo: bob, limit: 9, offset: 0)
        try demand(try await store.programs(toBob).rows.map(\.sharedWith), is: [[bob]])
        try await Self.commit(
            store, .setProgramVisibility(id, isPublic: nil, sharedWith: [AccountID("zoe")]))
        try demand(try await store.programs(toBob).count, is: 0)
        try await Self.commit(store, .setProgramVisibility(id, isPublic: true, sharedWith: nil))
        try demand(try await store.programs(toBob).rows.map(\.sharedWith), is: [[AccountID("zoe")]])
        try await Self.commit(store, .setProgramVisibility(id, isPublic: false, sharedWith: [bob, bob]))
        try demand(try await store.programs(toBob).rows.map(\.sharedWith), is: [[bob]])
        try await Self.commit(store, .deleteProgram(id))
        try demand(try await store.programs(toBob).count, is: 0)
    }

    @Sendable private static func filtering(_ store: any JobStore) async throws {
        try await Self.commit(
            store,
            .insertProgram(
                StoredSamples.program("vqe-1", owner: "ada", description: "Finds the ground-state energy.")),
            .insertProgram(
                StoredSamples.program("qaoa", owner: "bob", isPublic: true, description: "Cuts a graph.")))
        func names(_ change: (inout ProgramFilter) -> Void) async throws -> [String] {
            var filter = ProgramFilter(limit: 9, offset: 0)
            change(&filter)
            let found = try await store.programs(filter)
            try demand(found.count, is: found.rows.count)
            return found.rows.map(\.id.rawValue)
        }
        try demand(try await names { $0.owner = AccountID("bob") }, is: ["qaoa"])
        try demand(try await names { $0.name = "vqe-1" }, is: ["vqe-1"])
        try demand(try await names { $0.isPublic = false }, is: ["vqe-1"])
        try demand(try await names { $0.words = ["ground", "energ"] }, is: ["vqe-1"])
        try demand(try await names { $0.words = ["vqe"] }, is: ["vqe-1"])
        try demand(try await names { $0.words = ["round"] }, is: [])
        try demand(try await names { $0.words = ["ground", "graph"] }, is: [])
        // What a later version says is what is found.
        try await Self.commit(
            store, .insertProgram(StoredSamples.program("vqe-1", version: 2, description: "Nothing else.")))
        try demand(try await names { $0.words = ["ground"] }, is: [])
        try demand(try await names { $0.words = ["nothing"] }, is: ["vqe-1"])
        try await Self.commit(store, .deleteProgram(ProgramID("vqe-1")))
        try demand(try await names { $0.words = ["nothing"] }, is: [])
    }
}
