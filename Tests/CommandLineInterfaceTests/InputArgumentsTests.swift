import CommandLineInterface
import RuntimeModel
import Testing

@Suite struct InputArgumentsTests {
    @Test(arguments: [
        ("a=1", "1"), ("a=1.5", "1.5"), ("a=true", "true"), ("a=null", "null"), ("a=text", "\"text\""),
        ("a=\"1\"", "\"1\""), ("a=[1,2]", "[1,2]"), ("a=", "\"\""), ("a=b=c", "\"b=c\""), ("a={", "\"{\""),
        ("a=[1,2,]", "\"[1,2,]\""), ("a=123456789012345678901234567890", "123456789012345678901234567890"),
    ])
    func aValueIsJSONWhereItIsJSONAndATextOtherwise(argument: String, json: String) throws {
        let pair = try InputArguments.pair(argument)
        #expect(pair.name == "a")
        #expect(String(decoding: pair.json, as: UTF8.self) == json)
    }

    @Test(arguments: ["", "a", "=1"])
    func whatIsNoPairIsRefused(argument: String) {
        #expect(throws: RuntimeError.self) { try InputArguments.pair(argument) }
    }

    @Test func pairsGoOnTopOfTheFile() throws {
        let merged = try InputArguments.merge(file: Array(#"{"a": 1, "b": 2}"#.utf8), pairs: ["b=3", "c=x"])
        #expect(String(decoding: merged, as: UTF8.self) == #"{"a":1,"b":3,"c":"x"}"#)
    }

    @Test func aFileAloneIsSentAsItIs() throws {
        let file = Array(#"{ "big": 123456789012345678901234567890 }"#.utf8)
        #expect(try InputArguments.merge(file: file, pairs: []) == file)
    }

    @Test func aFileBelowPairsKeepsItsDigits() throws {
        let file = Array(#"{"big": 123456789012345678901234567890}"#.utf8)
        let merged = try InputArguments.merge(file: file, pairs: ["a=1"])
        #expect(String(decoding: merged, as: UTF8.self) == #"{"a":1,"big":123456789012345678901234567890}"#)
    }

    @Test func nothingIsAnEmptyObject() throws {
        #expect(try InputArguments.merge(file: nil, pairs: []) == Array("{}".utf8))
    }

    @Test(arguments: ["[1]", "{", "", "\"a\"", "{\"a\": 1,}", "{\"a\": 1, \"a\": 2}"])
    func aFileThatIsNoObjectIsRefused(file: String) {
        #expect(throws: RuntimeError.self) { try InputArguments.merge(file: Array(file.utf8), pairs: []) }
    }

    @Test func aNameThatIsGivenTwiceIsRefused() {
        #expect(throws: RuntimeError.self) { try InputArguments.merge(file: nil, pairs: ["a=1", "a=2"]) }
    }

    @Test(arguments: ["{\"n\":1}\n\n {\"n\": 2} \n", "[{\"n\":1}, {\"n\": 2}]"])
    func aBatchIsAListOrOneObjectALine(text: String) throws {
        let inputs = try InputArguments.batch(Array(text.utf8)).map {
            String(decoding: $0, as: UTF8.self).filter { $0 != " " }
        }
        #expect(inputs == [#"{"n":1}"#, #"{"n":2}"#])
    }

    @Test(arguments: ["", "\n", "[]", "{}\n[1]", "{}\n{", "[{},]", "[1]"])
    func aBatchThatIsNoneIsRefused(text: String) {
        #expect(throws: RuntimeError.self) { try InputArguments.batch(Array(text.utf8)) }
    }
}
