/// One of the bodies of a switch: the first whose values hold the target's runs, and no other.
package struct SwitchCase: Equatable, Sendable {
    /// Unsigned bits of the values that choose it.
    package var values: [UInt64]
    /// Whether it runs whatever the value; such a case stands last.
    package var isDefault: Bool
    package var body: [Instruction]

    package init(values: [UInt64], isDefault: Bool = false, body: [Instruction]) {
        self.values = values
        self.isDefault = isDefault
        self.body = body
    }
}
