import CommandLineInterface
import Testing

/// With whatever `python3` the machine has; only the standard library's parser is used.
@Suite struct ProgramCheckTests {
    private func check(_ source: String) async -> ProgramCheck.Finding {
        await ProgramCheck.check(source, searchPath: "/usr/local/bin:/usr/bin:/bin")
    }

    @Test(arguments: [
        "def main(backend, user_messenger): pass\n", "def main(backend, user_messenger, **kwargs): pass\n",
        "def main(*args): pass\n", "from other import main\n", "main = 3\n", "from other import *\n",
        "if True:\n    def main(backend, user_messenger): pass\n",
    ])
    func whatMayRunIsSound(source: String) async {
        #expect(await self.check(source) == .sound)
    }

    @Test(arguments: [
        ("def main(backend, user_messenger)\n    pass\n", 1), ("x = 1\ndef main(backend): pass\n", 2),
        ("async def main(backend, user_messenger): pass\n", 1),
    ])
    func whatCannotRunIsNamedWithItsLine(source: String, line: Int) async {
        guard case .unsound(_, let found) = await self.check(source) else {
            Issue.record("The program is taken for sound.")
            return
        }
        #expect(found == line)
    }

    @Test func aProgramWithoutMainIsUnsound() async {
        let problem = "The program has no main(backend, user_messenger, ...)."
        #expect(await self.check("x = 1\n") == .unsound(problem, line: nil))
        #expect(await self.check("") == .unsound(problem, line: nil))
    }

    @Test func aProgramIsNeverRun() async {
        #expect(
            await self.check("import sys\nsys.exit(3)\ndef main(backend, user_messenger): pass\n") == .sound)
    }

    @Test func aLongProgramGoesThroughThePipe() async {
        let source = String(repeating: "x = 'filling'\n", count: 50_000) + "def main(a, b): pass\n"
        #expect(await self.check(source) == .sound)
    }

    @Test func withoutPythonTheCheckIsSkipped() async {
        guard case .skipped = await ProgramCheck.check("x", searchPath: "/nowhere") else {
            Issue.record("Something was found in a folder that is not there.")
            return
        }
    }
}
