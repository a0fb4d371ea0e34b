/// Of the numbers that a state is made of. Raw values are codes of the packed form.
package enum Precision: UInt8, CaseIterable, Sendable {
    case double = 0
    case single = 1
}
