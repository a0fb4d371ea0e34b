import CommandLineInterface
import RuntimeClient
import RuntimeModel
import RuntimeWire
import Testing

@Suite struct OutputWatchTests {
    private func event(_ kind: EventKind, _ text: String, flags: UInt16 = 0) -> JobEvent {
        JobEvent(
            EventRecord(
                job: JobID(high: 1, low: 2), sequence: 1, attempt: 1, kind: kind, flags: flags,
                contentType: kind == .log ? .text : .json, time: Timestamp(microseconds: 0),
                body: Array(text.utf8)))
    }

    @Test func violationsAreCountedAndToldOnceEach() {
        let start = "spinwire: this interim result does not fit the program's schema:"
        var watch = OutputWatch()
        watch.saw(self.event(.interim, "1"))
        for number in 2...4 {
            watch.saw(self.event(.log, start + "\n  /a (#/maximum): It is too large.\n", flags: 1))
            watch.saw(self.event(.interim, "\(number)", flags: EventRecord.violationFlag))
        }
        watch.saw(self.event(.interim, "5", flags: EventRecord.violationFlag))
        watch.saw(self.event(.result, "{"))
        #expect(watch.interimCount == 5)
        #expect(watch.violationCounts == [.interim: 4])
        #expect(watch.complaints == [.interim: ["/a (#/maximum): It is too large."]])
        #expect(watch.notJSON == ["event 1 is no JSON"])
    }

    @Test func aRefusalTellsEveryViolationOnALineOfItsOwn() {
        let error = RuntimeError(
            .inputsInvalid, "The inputs do not fit.",
            context: [
                "count": "2", "path": "", "rule": "#/required", "problem": "A member is missing.",
                "path_2": "/steps", "rule_2": "#/properties/steps/type", "problem_2": "It must be whole.",
            ])
        let finding = ProgramFinding("dry run", refusal: error)
        #expect(finding.outcome == .failed)
        #expect(
            finding.lines == [
                "dry run          failed   The inputs do not fit.",
                "                          / (#/required): A member is missing.",
                "                          /steps (#/properties/steps/type): It must be whole.",
            ])
        let other = ProgramFinding(
            "metadata", refusal: RuntimeError(.metadataInvalid, "No.", context: ["name": "is missing"]))
        #expect(other.more == ["name: is missing"])
    }

    @Test func aFindingIsOneLineEvenIfItsDetailHasSeveral() {
        let finding = ProgramFinding("dry run", .failed, "raised:\nsomething")
        #expect(finding.lines == ["dry run          failed   raised: something"])
    }
}
