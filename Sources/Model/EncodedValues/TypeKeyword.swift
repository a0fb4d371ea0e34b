package import JSONSchema

/// Holds one wrapped value, decoded, against rules that no header answers.
///
/// - Parameters: the wrapper and the keyword's value, both as JSON.
/// - Returns: what is wrong with it, as one sentence; `nil` when it fits.
package typealias DeepCheck = @Sendable (_ value: ArraySlice<UInt8>, _ rules: [UInt8]) -> String?

/// The keyword `x-spinwire-type`: what a wrapped value is to be once it is decoded. `EncodedValues.md` describes it.
package struct TypeKeyword: KeywordExtension {
    package let name = "x-spinwire-type"

    private let deepCheck: DeepCheck?

    /// - Parameter deepCheck: who decodes values, for the rules that no header answers. Without it these rules hold.
    package init(deepCheck: DeepCheck? = nil) { self.deepCheck = deepCheck }

    package func compile(_ value: JSONReference) throws(InvalidKeyword) -> any KeywordCheck {
        if let name = value.string {
            guard let type = EncodedType(rawValue: name) else { throw Self.unknownType }
            return TypeCheck(type: type, deepCheck: self.deepCheck)
        }
        guard let members = value.members else {
            throw InvalidKeyword(["It must be the name of a type, or an object with a name and rules."])
        }
        guard let name = value["name"]?.string else {
            throw InvalidKeyword(["It must have a member ‘name’, the name of a type."])
        }
        guard let type = EncodedType(rawValue: name) else { throw Self.unknownType }
        var check = TypeCheck(type: type, deepCheck: self.deepCheck)
        var sentences: [String] = []
        let rules = Array(value.written)
        for (member, value) in members where member != "name" {
            guard let rule = TypeRule(rawValue: member), type.rules.contains(rule) else {
                let known = (["name"] + type.rules.map(\.rawValue)).joined(separator: ", ")
                sentences.append("The type \(name) has no rule of that name; it knows \(known).")
                continue
            }
            if let sentence = check.add(rule, value) { sentences.append(sentence) }
            if rule.isDeep { check.deepRules = rules }
        }
        guard sentences.isEmpty else { throw InvalidKeyword(sentences) }
        return check
    }

    private static let unknownType = InvalidKeyword([
        "There is no type of that name; there are \(EncodedType.allCases.map(\.rawValue).joined(separator: ", "))."
    ])
}
