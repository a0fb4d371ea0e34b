import JobStore
import RuntimeModel
import RuntimeWire

extension JobStoreContract {
    static let timelines: [Self] = [
        Self("Events are read back in order from any place, however they were grouped", Self.reading),
        Self("A hole or a repetition is refused", Self.density),
        Self("Events of different jobs are independent, whoever comes first") { store in
            _ = try await store.commit([1, 2].map { StoredSamples.acceptance(StoredSamples.job($0)) })
            try await Self.commit(
                store, .appendEvents(StoredSamples.events(2, 1...2)),
                .appendEvents(StoredSamples.events(1, 1...1)),
                .appendEvents(StoredSamples.events(2, 3...3)))
            for (number, count) in [(1, 1), (2, 3)] {
                let id = StoredSamples.jobID(number)
                let found = try await store.timeline(of: id, after: 0, limit: 9, byteCountMax: 999)
                try demand(found, is: StoredSamples.events(number, 1...UInt64(count)))
                try demand(try await store.job(id)?.progress.lastSequence, is: UInt64(count))
            }
        },
        Self("A page holds at most so many events and so many bytes, and always one event", Self.paging),
        Self("Every field of an event is kept") { store in
            var event = StoredSamples.events(1, 1...1)[0]
            event.kind = .result
            event.attempt = 65535
            event.flags = 0xABCD
            event.contentType = .circuits
            event.bodyForm = .reference
            event.time = Timestamp(microseconds: .max)
            event.body = []
            try await Self.commit(
                store, .insertJob(StoredSamples.job(1), inputs: StoredSamples.inputs(1)),
                .appendEvents([event]))
            try demand(
                try await store.timeline(of: event.job, after: 0, limit: 1, byteCountMax: 0), is: [event])
        },
    ]

    @Sendable private static func reading(_ store: any JobStore) async throws {
        let id = StoredSamples.jobID(1)
        _ = try await store.commit([StoredSamples.acceptance(StoredSamples.job(1))])
        for range: ClosedRange<UInt64> in [1...1, 2...6, 7...8] {
            try await Self.commit(store, .appendEvents(StoredSamples.events(1, range)))
        }
        try await Self.commit(store, .appendEvents([]))
        for after in UInt64(0)...9 {
            let found = try await store.timeline(of: id, after: after, limit: 100, byteCountMax: 9999)
            try demand(found, is: after < 8 ? StoredSamples.events(1, after + 1...8) : [])
        }
        let far = try await store.timeline(of: id, after: .max, limit: 100, byteCountMax: 9999)
        try demand(far, is: [])
        let unknown = try await store.timeline(
            of: StoredSamples.jobID(2), after: 0, limit: 9, byteCountMax: 999)
        try demand(unknown, is: [])
    }

    @Sendable private static func density(_ store: any JobStore) async throws {
        _ = try await store.commit([1, 2].map { StoredSamples.acceptance(StoredSamples.job($0)) })
        try await Self.demandConflict(store, .appendEvents(StoredSamples.events(1, 2...3)))
        try await Self.demandConflict(store, .appendEvents(StoredSamples.events(1, 0...1)))
        try await Self.commit(store, .appendEvents(StoredSamples.events(1, 1...3)))
        for range: ClosedRange<UInt64> in [1...1, 3...3, 3...4, 5...5, 2...5] {
            try await Self.demandConflict(store, .appendEvents(StoredSamples.events(1, range)))
        }
        let events = StoredSamples.events(1, 4...6)
        try await Self.demandConflict(store, .appendEvents([events[0], events[2]]))
        try await Self.demandConflict(store, .appendEvents([events[1], events[0]]))
        try await Self.demandConflict(store, .appendEvents([events[0], StoredSamples.events(2, 5...5)[0]]))
        try await Self.demandConflict(store, .appendEvents(StoredSamples.events(3, 1...1)))
        try await Self.commit(store, .appendEvents(events))
        try demand(try await store.job(StoredSamples.jobID(1))?.progress.lastSequence, is: 6)
    }

    @Sendable private static func paging(_ store: any JobStore) async throws {
        let id = StoredSamples.jobID(1)
        try await Self.commit(
            store, .insertJob(StoredSamples.job(1), inputs: StoredSamples.inputs(1)),
            .appendEvents(StoredSamples.events(1, 1...6, bodyByteCount: 10)),
            .appendEvents(StoredSamples.events(1, 7...12, bodyByteCount: 10)))
        let table: [(after: UInt64, limit: Int, byteCountMax: Int, last: UInt64)] = [
            (0, 4, 999, 4), (4, 4, 999, 8), (0, 99, 162, 3), (5, 99, 108, 7), (5, 99, 107, 6), (5, 99, 0, 6),
            (5, 99, 999, 12), (0, 1, 999, 1), (3, 5, 999, 8), (11, 5, 0, 12),
        ]
        for row in table {
            let page = try await store.timeline(
                of: id, after: row.after, limit: row.limit, byteCountMax: row.byteCountMax)
            try demand(page.map(\.sequence), is: Array(row.after + 1...row.last))
            let blocks = try await store.timelineBlocks(
                of: id, after: row.after, limit: row.limit, byteCountMax: row.byteCountMax)
            var events: [EventRecord] = []
            for block in blocks {
                _ = try EventBlock.forEach(block.bytes) { event in
                    events.append(event)
                    return true
                }
            }
            try demand(events, is: page)
        }
        try demand(try await store.timeline(of: id, after: 0, limit: 0, byteCountMax: 999), is: [])
    }
}
