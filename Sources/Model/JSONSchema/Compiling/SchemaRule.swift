/// One keyword, or several that work together, of one schema.
struct SchemaRule: Sendable {
    /// The keyword that is named when it does not fit.
    var keyword: String
    var check: Check

    /// Schemas are named by their index in ``Schema/nodes``.
    enum Check: Sendable {
        case types(TypeSet)
        case constant(JSONReference)
        case enumeration(SchemaEnumeration)
        /// `of` is the same number as the schema has it, here and below: to be quoted.
        case multiple(significand: UInt64, exponent: Int, of: JSONReference)
        case bound(JSONNumber, Bound, of: JSONReference)
        case count(of: Counted, limit: Int, isMaximum: Bool)
        case pattern(Pattern, of: JSONReference)
        case uniqueItems
        case required([[UInt8]])
        case dependentRequired([(name: [UInt8], required: [[UInt8]])])
        case format(SchemaFormat)
        case reference(Int)
        case recursiveReference(Int)
        case dynamicReference(Int, anchor: String)
        case allOf([Int])
        case anyOf([Int])
        case oneOf([Int])
        case not(Int)
        case conditional(condition: Int, then: Int?, otherwise: Int?)
        case dependentSchemas([(name: [UInt8], schema: Int)])
        case propertyNames(Int)
        case members(MemberSchemas)
        case items(first: [Int], rest: Int?)
        case contains(Int, min: Int, max: Int, covers: Bool)
        case unevaluatedItems(Int)
        case unevaluatedProperties(Int)
        case extended(any KeywordCheck)
    }

    /// How a number is held against a limit.
    enum Bound: Sendable { case maximum, exclusiveMaximum, minimum, exclusiveMinimum }

    /// What is counted.
    enum Counted: Sendable { case characters, items, members }
}
