import CommandLineInterface
import Foundation
import RuntimeModel
import Testing

/// What `spinwire program show` says of inputs and outputs.
@Suite struct SchemaTextTests {
    private func value(_ text: String) throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    }

    @Test func everyPropertyIsAnItemWithWhatItsSchemaSays() throws {
        let spec = try self.value(
            #"""
            {"backend_requirements": {"min_num_qubits": 5},
             "parameters": {"$schema": "https://json-schema.org/draft/2019-09/schema",
                "properties": {"iterations": {"type": "integer", "minItems": 0, "description": "How\noften."}},
                "required": ["iterations"]},
             "return_values": {"type": "string", "description": "Final text."}}
            """#)
        #expect(
            SchemaText.lines(spec: spec) == [
                "backend requirements:", "  Min num qubits: 5",
                "parameters:", "  - iterations:", "    Description: How often.", "    Type: integer",
                "    Min items: 0", "    Required: True",
                "interim results:", "  none",
                "returns:", "  - -:", "    Description: Final text.", "    Type: string",
            ])
    }

    @Test(arguments: [
        (#"{"type": ["string", "null"]}"#, "string or null"),
        (#"{"type": "array", "items": {"type": "number"}}"#, "array of number"),
        (
            #"{"anyOf": [{"x-spinwire-type": "circuit"}, {"type": "string"}, {"type": "string"}]}"#,
            "circuit or string"
        ),
        (#"{"x-spinwire-type": {"name": "ndarray", "dtype": "float64"}}"#, "ndarray (dtype float64)"),
        (#"{"enum": ["a", 1]}"#, #""a" or 1"#), ("{}", ""),
    ])
    func typesAreWords(schema: String, words: String) throws {
        #expect(SchemaText.typeWords(try self.value(schema)) == words)
    }
}
