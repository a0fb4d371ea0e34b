import ContentHashing
import InProcessBus
import JobStore
import RuntimeClient
import RuntimeModel
import RuntimeTestKit
import RuntimeWire
import Testing

@Suite struct TimelineProofTests {
    @Test func whatAClientReceivesIsProvenWhileTheJobRunsAndAfterItsEnd() throws {
        let service = try TestedCoordinator()
        let executor = try service.startWorkers()
        let client = try service.connectClient()
        let started = service.loop.run {
            try await client.run(try await client.upload(source: "source", metadata: metadata()))
        }
        let job = try unwrap(started).get()
        try executor.lease(of: job.id)
        executor.publish(1...40, of: job.id)
        try executor.answered(40, of: job.id)
        let early = try unwrap(service.loop.run { try await job.verify() }).get()
        #expect(early.events == 42 && !early.isFinal)
        service.restart()
        service.loop.run(for: .milliseconds(500))
        try executor.register()
        executor.publish(41...60, of: job.id)
        try executor.end(job.id, number: 61)
        try executor.answered(61, of: job.id)
        let proof = try unwrap(service.loop.run { try await job.verify() }).get()
        #expect(proof.events == 64 && proof.isFinal)
        var hash = TimelineHash()
        for event in try service.timeline(of: job.id) {
            hash.append(header: event.header.encoded(), body: event.body)
        }
        #expect(proof.hash == hash.text)
    }

    @Test func anotherTimelineIsNotProven() throws {
        let service = try TestedCoordinator()
        let executor = try service.startWorkers()
        let client = try service.connectClient()
        let started = service.loop.run {
            try await client.run(try await client.upload(source: "source", metadata: metadata()))
        }
        let job = try unwrap(started).get()
        try executor.lease(of: job.id)
        try executor.end(job.id, number: 1)
        try executor.answered(1, of: job.id)
        var progress = try unwrap(try service.contents().jobs.first).progress
        progress.timelineHash[7] ^= 1
        let store = service.store
        let write = StoreTransaction(writes: [.updateJob(job.id, progress)])
        _ = try unwrap(service.loop.run { try await store.commit([write]) }).get()
        service.restart()
        service.loop.run(for: .milliseconds(500))
        let verdict = service.loop.run { try await job.verify() }
        #expect(throws: RuntimeError.self) { _ = try unwrap(verdict).get() }
    }
}
