/// Where a program wrote to.
package enum ProgramOutputStream: UInt8, Sendable {
    case standardOutput = 0
    case standardError = 1
}
