/// The schemas of an object's members.
struct MemberSchemas: Sendable {
    var byName: [[UInt8]: Int] = [:]
    var byPattern: [(pattern: Pattern, schema: Int)] = []
    /// For those that neither of the others names.
    var additional: Int?
}
