import CommandLineInterface
import RuntimeModel
import Testing

/// What is said of a `main` that does not fit its schema. Skipped where there is no Python to parse it with.
@Suite struct SignatureCheckTests {
    private static let searchPath = "/usr/bin:/bin"
    private static let schema: JSONValue = [
        "properties": ["shots": ["type": "integer", "default": 5], "name": ["type": "string"]],
        "required": ["name"],
    ]

    private func finding(_ arguments: String, _ schema: JSONValue? = schema) async -> ProgramFinding {
        await SignatureCheck.check(
            "def main(\(arguments)):\n    pass\n", parameters: schema, searchPath: Self.searchPath)
    }

    @Test(arguments: [
        "backend, user_messenger, name, shots=5", "backend, user_messenger, **kwargs",
        "backend, user_messenger, *, name: str, shots: int = 5", "a, b, name, shots: float = 5, **kwargs",
    ])
    func whatFitsIsSound(arguments: String) async {
        let found = await self.finding(arguments)
        #expect(found.outcome != .failed, "\(found.detail)")
    }

    @Test(arguments: [
        ("backend, user_messenger, name, shots=6", "the default of shots is 6 in main and 5"),
        ("backend, user_messenger, name: int, shots=5", "name is int in main and string"),
        ("backend, user_messenger, name", "spec.parameters declares shots, which main does not take"),
        (
            "backend, user_messenger, other, **kwargs",
            "main takes other, which spec.parameters does not declare"
        ),
    ])
    func whatDoesNotFitIsNamed(arguments: String, problem: String) async {
        let found = await self.finding(arguments)
        #expect(found.outcome == .skipped || found.detail.contains(problem), "\(found.detail)")
    }

    @Test func anArgumentThatMainNeedsAndTheSchemaDoesNotIsNamed() async {
        let schema: JSONValue = ["properties": ["name": ["type": "string"]]]
        let found = await self.finding("backend, user_messenger, name", schema)
        #expect(found.outcome == .skipped || found.detail.contains("main needs name"))
    }

    @Test func withoutPropertiesOrWithAHiddenMainThereIsNothingToCompare() async {
        #expect(await self.finding("a, b", nil).outcome == .skipped)
        let decorated = await SignatureCheck.check(
            "@wrap\ndef main(a):\n    pass\n", parameters: Self.schema, searchPath: Self.searchPath)
        #expect(decorated.outcome == .skipped)
        let without = await SignatureCheck.check(
            "def main(a, b):\n    pass\n", parameters: Self.schema, searchPath: "/nonexistent")
        #expect(without.outcome == .skipped)
    }
}
