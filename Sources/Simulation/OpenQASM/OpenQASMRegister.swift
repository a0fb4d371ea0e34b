/// A named row of classical bits, the lowest first.
package struct OpenQASMRegister: Equatable, Sendable {
    package var name: String
    package var clbits: [Int]
}
