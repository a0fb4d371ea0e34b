import JSONSchema
import Testing

/// Whatever a schema asks for, it is refused or answered within its limits.
@Suite struct HostileSchemaTests {
    private func schema(
        _ text: String, change: (inout SchemaLimits) -> Void = { _ in }
    ) throws(InvalidSchema) -> Schema {
        var options = Schema.Options()
        change(&options.limits)
        return try Schema(json: Array(text.utf8), options: options)
    }

    private func verdict(_ schema: Schema, on text: String) throws -> SchemaVerdict {
        schema.verdict(on: try JSONDocument(Array(text.utf8)))
    }

    private func problems(_ text: String) -> [SchemaProblem] {
        do {
            _ = try self.schema(text)
            return []
        } catch {
            return error.problems
        }
    }

    // feature: 13
    @Test(arguments: ["allOf", "anyOf", "oneOf"])
    func referencesThatDoubleAtEveryStepEndAtTheLimit(keyword: String) throws {
        let names = (0..<40).map { number in
            let next = ##"{"$ref":"#/$defs/d\##(number + 1)"}"##
            return #""d\#(number)":{"\#(keyword)":[\#(next),\#(next)]}"#
        }
        let last = keyword == "anyOf" ? "false" : "true"
        let definitions = names.joined(separator: ",") + #","d40":\#(last)"#
        let schema = try self.schema(##"{"$ref":"#/$defs/d0","$defs":{\##(definitions)}}"##)
        #expect(
            try self.verdict(schema, on: "1") == .undecided("The validation takes more steps than it may."))
    }

    @Test(arguments: [
        ##"{"$ref":"#"}"##, ##"{"allOf":[{"$ref":"#"}]}"##,
        ##"{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}}}"##,
        ##"{"$dynamicRef":"#a","$dynamicAnchor":"a"}"##, ##"{"not":{"$ref":"#"}}"##,
    ])
    func referencesInACircleEndAtTheLimit(text: String) throws {
        let verdict = try self.verdict(try self.schema(text), on: "1")
        #expect(verdict == .undecided("The schema leads from schema to schema more often than it may."))
    }

    @Test func aSchemaThatIsAsDeepAsItsValueIsFollowedToTheEnd() throws {
        let schema = try self.schema(##"{"type":"array","items":{"$ref":"#"}}"##)
        let deep = String(repeating: "[", count: 128) + String(repeating: "]", count: 128)
        #expect(try self.verdict(schema, on: deep) == .fits)
        let wrong = String(repeating: "[", count: 127) + "1" + String(repeating: "]", count: 127)
        #expect(try self.verdict(schema, on: wrong).violations.count == 1)
    }

    @Test func theDeepestWayThatIsAllowedFitsTheStack() throws {
        let schema = try self.schema(
            ##"{"properties":{"a":{"$ref":"#"}},"allOf":[{"anyOf":[{"$ref":"#"}]}]}"##
        ) {
            $0.evaluationDepthMax = 2_000
        }
        #expect(
            try self.verdict(schema, on: "{}")
                == .undecided("The schema leads from schema to schema more often than it may."))
    }

    // feature: 13
    @Test(arguments: [
        "(a+)+$", "^(a|a)*$", "(a|aa)+$", "^(.*)*b$", "(a?){50}a{50}$", "^(([a-z])+.)+[A-Z]([a-z])+$",
        "(x+x+)+y",
        "^((((a*)*)*)*)*$", "^(a{0,30}){0,30}$", #"([\w\s]+)+:"#,
    ])
    func regularExpressionsThatOthersChokeOnTakeLinearTime(pattern: String) throws {
        let escaped = pattern.replacing("\\", with: "\\\\")
        let schema = try self.schema(#"{"pattern":"\#(escaped)"}"#)
        let text = "\"" + String(repeating: "a", count: 20_000) + "!\""
        // Searched to the end, or ended by the limit: in either case it comes back.
        switch try self.verdict(schema, on: text) {
        case .fits, .violates, .undecided: break
        }
        #expect(try self.verdict(schema, on: "\"" + String(repeating: "a", count: 400) + "!\"") != .fits)
    }

    @Test(arguments: [
        ("(a{1,1000}){1,1000}", "longer than it may be"), ("a{1000000}", "longer than it may be"),
        ("(((a{99}){99}){99}){99}", "longer than it may be"), ("(?=a)b", "look ahead"),
        (#"(a)\\1"#, "backreferences"),
        ("(a", "nothing closes"), ("a)", "too many"), ("[a", "nothing closes"), ("*a", "repeats nothing"),
        ("a{2,1}", "wrong {n,m}"), (#"\\q"#, "does not know"), (#"\\p{Nope}"#, "property"),
        ("[z-a]", "range"),
        (String(repeating: "(", count: 1000), "nested too deeply"),
    ])
    func aRegularExpressionThatCannotBeHadIsAProblem(pattern: String, says: String) throws {
        let problems = self.problems(#"{"properties":{"a":{"pattern":"\#(pattern)"}}}"#)
        #expect(problems.count == 1)
        #expect(problems.first?.path == "/properties/a/pattern")
        #expect(problems.first?.sentence.contains(says) == true, "\(problems)")
    }

    @Test func anUnknownReferenceIsAProblemThatNamesIt() {
        let problems = self.problems(
            ##"{"properties":{"a":{"$ref":"https://example.com/other.json"},"b":{"$ref":"#/$defs/none"}}}"##)
        #expect(problems.map(\.path).sorted() == ["/properties/a/$ref", "/properties/b/$ref"])
        #expect(problems.contains { $0.sentence.contains("https://example.com/other.json") })
    }

    @Test func allProblemsAreToldAtOnceAndNoMoreThanTheLimit() {
        let problems = self.problems(
            #"{"type":"integr","minimum":"1","properties":[],"required":"a","maxLength":-1,"enum":{}}"#)
        #expect(
            problems.map(\.path).sorted() == [
                "/enum", "/maxLength", "/minimum", "/properties", "/required", "/type",
            ])
        let many = (0..<100).map { #""p\#($0)":{"type":1}"# }.joined(separator: ",")
        #expect(self.problems(#"{"properties":{\#(many)}}"#).count == 20)
    }

    @Test(arguments: [
        #"{"$schema":"http://json-schema.org/draft-04/schema#"}"#, #"{"$schema":"urn:other"}"#,
    ])
    func aVersionThatIsNotKnownIsAProblem(text: String) {
        #expect(self.problems(text).map(\.path) == ["/$schema"])
    }

    @Test(arguments: [
        "", "[]", "[1]", #"["a"]"#, #"["$schema",1]"#, "1", "null", #""$schema""#, "{", #"{"a":1,"a":2}"#,
        #"{"not":1}"#, #"{"not":["a"]}"#, #"{"items":[true]}"#,
    ])
    func whatIsNoSchemaIsRefused(text: String) {
        #expect(self.problems(text).count == 1)
    }

    @Test func aHugeEnumerationIsSearchedByHash() throws {
        let values = (0..<20_000).map { "\"v\($0)\"" }.joined(separator: ",")
        let schema = try self.schema(#"{"items":{"enum":[\#(values)]}}"#)
        let items = (0..<20_000).map { "\"v\($0)\"" }.joined(separator: ",")
        #expect(try self.verdict(schema, on: "[\(items)]") == .fits)
    }

    @Test func manyEqualItemsAreFoundWithoutComparingAllPairs() throws {
        let schema = try self.schema(#"{"uniqueItems":true}"#)
        let items = (0..<100_000).map { "[\($0)]" }.joined(separator: ",")
        #expect(try self.verdict(schema, on: "[\(items)]") == .fits)
        #expect(try self.verdict(schema, on: "[\(items),[7.0]]").violations.count == 1)
    }

    @Test func limitsOfSchemasAreKept() {
        let many = (0..<50).map { ##""p\##($0)":{"$ref":"#/properties/q"}"## }.joined(separator: ",")
        let text = #"{"properties":{"q":true,\#(many)}}"#
        #expect(throws: InvalidSchema.self) { try self.schema(text) { $0.schemaCountMax = 20 } }
        #expect(throws: InvalidSchema.self) { try self.schema(text) { $0.referenceCountMax = 20 } }
        #expect(throws: InvalidSchema.self) { try self.schema(text) { $0.schemaByteCountMax = 100 } }
        #expect(throws: InvalidSchema.self) {
            try self.schema(#"{"not":{"not":{"not":{}}}}"#) { $0.nestingCountMax = 3 }
        }
        #expect(throws: Never.self) { try self.schema(text) }
    }

    @Test func numbersAreComparedExactlyHoweverLargeOrSmall() throws {
        let large = "9007199254740993"
        let schema = try self.schema(#"{"minimum":\#(large),"maximum":\#(large)}"#)
        #expect(try self.verdict(schema, on: large) == .fits)
        #expect(try self.verdict(schema, on: "9007199254740992") != .fits)
        #expect(try self.verdict(schema, on: "9007199254740993.0000000000001") != .fits)
        let multiple = try self.schema(#"{"multipleOf":0.01}"#)
        #expect(try self.verdict(multiple, on: "4.02") == .fits)
        #expect(try self.verdict(multiple, on: "1e308") == .fits)
        #expect(try self.verdict(multiple, on: "1e999999999") == .fits)
        #expect(try self.verdict(multiple, on: "0.005") != .fits)
        let sevens = try self.schema(#"{"multipleOf":7}"#)
        #expect(try self.verdict(sevens, on: "7e1000") == .fits)
        #expect(try self.verdict(sevens, on: "8e1000") != .fits)
    }

    @Test(arguments: [
        (#"{"minimum":1}"#, "0", "It is 0, below the minimum of 1."),
        (#"{"maximum":1.50}"#, "2e0", "It is 2e0, above the maximum of 1.50."),
        (#"{"exclusiveMinimum":-1}"#, "-1", "It is -1 and must be above the minimum of -1."),
        (#"{"exclusiveMaximum":7}"#, "7", "It is 7 and must be below the maximum of 7."),
        (#"{"multipleOf":0.5}"#, "0.7", "It is 0.7 and must be a multiple of 0.5."),
        (#"{"maxItems":1}"#, "[1,2,3]", "It has more than 1 items: 3."),
        (#"{"minLength":4}"#, #""äb""#, "It has fewer than 4 characters: 2."),
        (#"{"minProperties":1}"#, "{}", "It has fewer than 1 members: 0."),
        (#"{"const":"a"}"#, "1", #"It must be the one value "a"."#),
        (#"{"enum":["a",2,null]}"#, "1", #"It must be one of the values "a", 2, null."#),
        (#"{"pattern":"^a+$"}"#, #""b""#, "It must match the regular expression ‘^a+$’."),
        (
            #"{"contains":{"type":"null"},"minContains":2}"#, "[]",
            "Fewer than 2 of its items fit this schema."
        ),
    ])
    func aViolationNamesTheBoundThatWasBroken(schema: String, value: String, sentence: String) throws {
        let verdict = try self.verdict(try self.schema(schema), on: value)
        #expect(verdict.violations.map(\.sentence) == [sentence])
    }

    @Test func whatIsLongIsNotQuoted() throws {
        let digits = String(repeating: "1", count: 200)
        let bounded = try self.schema("{\"maximum\":1}")
        #expect(
            try self.verdict(bounded, on: digits).violations.map(\.sentence) == [
                "It is above the maximum of 1."
            ])
        let texts = (0..<40).map { "\"word \($0)\"" }.joined(separator: ",")
        let chosen = try self.schema("{\"enum\":[\(texts)]}")
        #expect(
            try self.verdict(chosen, on: "1").violations.map(\.sentence) == [
                "It must be one of the values that are given."
            ])
        let same = try self.schema(#"{"const":{"a":[1]}}"#)
        #expect(
            try self.verdict(same, on: "1").violations.map(\.sentence) == [
                "It must be the one value that is given."
            ])
    }

    @Test func aViolationNamesThePathAndTheRule() throws {
        let schema = try self.schema(
            ##"{"properties":{"a b":{"items":{"$ref":"#/$defs/n"}}},"$defs":{"n":{"type":"integer"}}}"##)
        let verdict = try self.verdict(schema, on: #"{"a b":[1,"x",2.5]}"#)
        #expect(
            verdict.violations == [
                SchemaViolation(
                    path: "/a b/1", rule: "#/$defs/n/type", sentence: "It must be of type integer."),
                SchemaViolation(
                    path: "/a b/2", rule: "#/$defs/n/type", sentence: "It must be of type integer."),
            ])
    }
}
