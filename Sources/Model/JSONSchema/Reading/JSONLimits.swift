/// How much of a text is read.
package struct JSONLimits: Sendable {
    /// Longest text, in bytes.
    package var byteCountMax = 64 << 20
    /// Most arrays and objects within each other.
    package var nestingCountMax = 128
    /// Most values, names of members included.
    package var valueCountMax = 1_000_000
    /// Longest number, in bytes.
    package var numberByteCountMax = 1024

    package init() {}
}
