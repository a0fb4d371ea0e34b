import Foundation
import RuntimeModel
import Testing

@Suite struct JSONValueTests {
    private func read(_ text: String) throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    }

    @Test func everyFormIsRead() throws {
        #expect(try self.read("null") == .null)
        #expect(try self.read("true") == .bool(true))
        #expect(try self.read("1") == .integer(1))
        #expect(try self.read("-9223372036854775808") == .integer(.min))
        #expect(try self.read("1.5") == .number(1.5))
        #expect(try self.read(#""a""#) == .string("a"))
        #expect(try self.read("[1,null]") == .array([.integer(1), .null]))
        #expect(try self.read(#"{"a":{}}"#) == .object(["a": .object([:])]))
    }

    @Test func whatWasReadIsWrittenAsTheSameValue() throws {
        let text = #"{"a":[true,false,null,0,-1,2.5,"x"],"b":{"c":[]}}"#
        let value = try self.read(text)
        let again = try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(value))
        #expect(again == value)
    }

    @Test func partsAreAskedForByTheirForm() {
        #expect(JSONValue.string("a").stringValue == "a")
        #expect(JSONValue.integer(1).stringValue == nil)
        #expect(JSONValue.integer(1).integerValue == 1)
        #expect(JSONValue.bool(true).boolValue == true)
        #expect(JSONValue.object(["a": .null]).objectValue == ["a": .null])
        #expect(JSONValue.null.objectValue == nil)
    }
}
