import CommandLineInterface
import RuntimeModel
import Testing

/// What is wrong with JSON that somebody wrote is told where it is.
@Suite struct JSONInputTests {
    private func failure(_ text: String) -> RuntimeError? {
        do throws(RuntimeError) {
            _ = try JSONInput.object(
                Array(text.utf8), what: "metadata", code: .metadataInvalid, context: ["file": "m.json"])
            return nil
        } catch { return error }
    }

    @Test func anObjectIsReadExactly() throws {
        let read = try JSONInput.object(
            Array(#"{"a": [1, 2.5, null, true, "\u00e9"], "b": {"c": 1e2}}"#.utf8), what: "metadata",
            code: .metadataInvalid)
        #expect(
            read == [
                "a": .array([.integer(1), .number(2.5), .null, .bool(true), .string("é")]),
                "b": .object(["c": .integer(100)]),
            ])
    }

    @Test(arguments: [
        ("{\"a\": 1,\n \"b\": 2,}", "2", "9"), ("{'a': 1}", "1", "2"), ("{\"a\": NaN}", "1", "7"),
        ("{\"a\": [1,]}", "1", "10"),
    ])
    func whatIsNoJSONIsToldWithLineAndColumn(text: String, line: String, column: String) throws {
        let error = try #require(self.failure(text))
        #expect(error.message == "The text is not JSON.")
        #expect(error.context == ["file": "m.json", "line": line, "column": column])
    }

    @Test func aNameTwiceADeepValueAndAHugeNumberAreToldAsWhatTheyAre() throws {
        let twice = try #require(self.failure(#"{"a": 1, "a": 2}"#))
        #expect(twice.message == "An object has two members of the same name.")
        let deep = String(repeating: "[", count: 40) + String(repeating: "]", count: 40)
        let nested = try #require(self.failure("{\"a\": \(deep)}"))
        #expect(nested.message == "Arrays and objects are nested too deeply.")
        #expect(nested.context["limit"] == "31")
        let huge = try #require(self.failure(#"{"spec": {"a": [1, 1e400]}}"#))
        #expect(huge.message == "A number is too large.")
        #expect(huge.context["path"] == "/spec/a/1")
        let list = try #require(self.failure("[]"))
        #expect(list.message == "The metadata is not a JSON object.")
    }
}
