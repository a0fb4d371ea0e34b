import CommandLineInterface
import RuntimeModel
import Testing

@Suite struct OutputTests {
    @Test func anErrorIsOneLineAndItsLongValuesFollow() {
        let error = RuntimeError(
            .configurationInvalid, "It cannot be used.",
            context: ["problems": "one\ntwo", "file": "a.yaml", "b": "c"])
        #expect(
            ErrorText.lines(error) == [
                "error: It cannot be used. [configuration.invalid] (b: c, file: a.yaml)", "  one", "  two",
            ])
    }

    @Test func anErrorWithoutValuesHasNoBrackets() {
        #expect(
            ErrorText.lines(RuntimeError(.timedOut, "Nobody answers.")) == [
                "error: Nobody answers. [service.timedOut]"
            ])
    }

    @Test(arguments: [
        (RuntimeError.Code.unreachable, ExitStatus.unreachable), (.timedOut, .unreachable),
        (.inputsInvalid, .usage),
        (.jobNotFound, .usage), (.configurationInvalid, .configuration), (.storeInUse, .configuration),
        (.jobFailed, .failure), (RuntimeError.Code(rawValue: "from.tomorrow"), .failure),
    ])
    func everyCodeHasAnExitStatus(code: RuntimeError.Code, status: ExitStatus) {
        #expect(ExitStatus(RuntimeError(code, "It failed.")) == status)
    }

    @Test func columnsAreAsWideAsTheirWidestCell() {
        let lines = TextTable.lines(
            heading: ["A", "LONG", "C"], rows: [["aaa", "b", ""], ["a", "bb", "cc"]])
        #expect(lines == ["A    LONG  C", "aaa  b", "a    bb    cc"])
    }

    @Test func timesAreInUTCToTheSecond() {
        #expect(TimeText.of(Timestamp(microseconds: 1_700_000_000_999_999)) == "2023-11-14 22:13:20")
        #expect(TimeText.of(nil) == "-")
    }

    @Test(arguments: [
        ("my_program.py", "my-program"), ("/a/b/Hello World.py", "hello-world"), ("_x.py", "x"),
        (".py", "program"),
    ])
    func aProgramIsNamedAfterItsFile(file: String, name: String) {
        #expect(ProgramFile.name(from: file) == name)
    }

    @Test func membersAreAddedToAnObject() {
        #expect(JSONText.line(["a": 1], adding: ["b": true]) == #"{"a":1,"b":true}"#)
    }
}
