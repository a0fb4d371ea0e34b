import RuntimeModel
import Testing

@Suite struct RuntimeErrorTests {
    @Test func itReadsAsCodeSentenceAndContextInOrder() {
        let error = RuntimeError(.queueFull, "Too many.", context: ["limit": "5", "count": "6"])
        #expect(error.description == "queue.full: Too many. (count: 6, limit: 5)")
        #expect(RuntimeError(.queueFull, "Too many.").description == "queue.full: Too many.")
    }

    @Test func theCauseIsNotShown() {
        let error = RuntimeError(.queueFull, "Too many.", cause: RuntimeError(.storeFailed, "Secret."))
        #expect(!error.description.contains("Secret"))
    }

    @Test func anUnknownCodeIsKept() {
        #expect(RuntimeError.Code(rawValue: "later.added").rawValue == "later.added")
    }
}

@Suite struct JobStatusTests {
    @Test func exactlyFiveStatusesAreFinal() {
        let final = JobStatus.allCases.filter(\.isFinal)
        #expect(Set(final) == [.completed, .failed, .cancelled, .ranTooLong, .lost])
        #expect(JobStatus.ranTooLong.rawValue == "ran-too-long")
    }
}
