import JSONSchema
import Testing

@Suite(.enabled(if: OfficialSuite.isThere))
struct OfficialSuiteTests {
    private static let remotes = Result { try OfficialSuite.remotes() }

    @Test(arguments: OfficialSuite.files())
    func everyRequiredTestIsAnsweredRight(file: OfficialSuite.File) throws {
        try self.check(file, assertsFormats: false, except: [])
    }

    @Test(arguments: OfficialSuite.files(in: "optional/"))
    func everyOptionalTestButThoseThatAreNamedIsAnsweredRight(file: OfficialSuite.File) throws {
        try self.check(file, assertsFormats: false, except: Self.notDone)
    }

    @Test(arguments: OfficialSuite.files(in: "optional/format/").filter { !Self.isUnknownFormat($0) })
    func formatsAreRulesWhereTheyAreAskedFor(file: OfficialSuite.File) throws {
        try self.check(file, assertsFormats: true, except: [])
    }

    /// The international formats are not looked at.
    private static func isUnknownFormat(_ file: OfficialSuite.File) -> Bool {
        ["idn-email", "idn-hostname", "iri", "iri-reference"].contains { file.path.hasSuffix("/\($0).json") }
    }

    /// The optional tests that are not passed, by group or by group and test: `content…` and the choice of formats as
    /// rules by a metaschema are remarks here, and a regular expression is read when a schema is.
    private static let notDone: Set<String> = [
        "validation of string-encoded content based on media type: an invalid JSON document",
        "validation of binary string-encoding: an invalid base64 string (% is not a valid character)",
        "validation of binary-encoded media type documents: a validly-encoded invalid JSON document",
        "validation of binary-encoded media type documents: an invalid base64 string that is valid JSON",
        #"\a is not an ECMA 262 control escape"#,
        "schema that uses custom metaschema with format-assertion: false",
        "schema that uses custom metaschema with format-assertion: true",
    ]

    /// Holds every value of a file against its schema.
    private func check(
        _ file: OfficialSuite.File, assertsFormats: Bool, except skipped: Set<String>
    ) throws {
        let groups = try #require(
            try OfficialSuite.read("tests/\(file.dialect.rawValue)/\(file.path)").root.items)
        var options = Schema.Options()
        options.dialect = file.dialect
        options.assertsFormats = assertsFormats
        options.documents = try Self.remotes.get()
        for group in groups {
            let description = try #require(group["description"]?.string)
            guard !skipped.contains(description) else { continue }
            let schema: Schema
            do {
                schema = try Schema(try #require(group["schema"]).standingAlone(), options: options)
            } catch {
                Issue.record("\(file.path): \(description): \(error)")
                continue
            }
            for test in try #require(group["tests"]?.items) {
                let name = try #require(test["description"]?.string)
                guard !skipped.contains(description + ": " + name) else { continue }
                let verdict = schema.verdict(on: try #require(test["data"]).standingAlone())
                let isRight = (verdict == .fits) == test["valid"]?.boolean
                #expect(isRight, "\(file.path): \(description): \(name): \(verdict)")
            }
        }
    }
}
