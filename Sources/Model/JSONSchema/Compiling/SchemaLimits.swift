/// What a schema, and one validation against it, may take.
package struct SchemaLimits: Hashable, Sendable {
    /// Longest schema, in bytes of JSON.
    package var schemaByteCountMax = 256 << 10
    /// Most arrays and objects within each other in a schema.
    package var nestingCountMax = 64
    /// Most schemas in a schema, those of referenced metaschemas included.
    package var schemaCountMax = 10_000
    /// Most references (`$ref` and its kind) in a schema.
    package var referenceCountMax = 1_000
    /// Longest program of one regular expression, in instructions; a repeated part counts as often as it is repeated.
    package var patternInstructionCountMax = 5_000
    /// Most problems that are told of one schema or one value; looking ends there.
    package var problemCountMax = 20
    /// Longest way from schema to schema during a validation, references included.
    package var evaluationDepthMax = 512
    /// Most steps of one validation: each schema that meets a value is one, and so are 64 bytes of text compared and
    /// 16 states of a regular expression that are looked at.
    package var stepCountMax = 1_000_000

    package init() {}
}
