/// A number that a program takes.
package struct OpenQASMInput: Equatable, Sendable {
    package var name: String
    package var type: String
}
