/// What a descriptor is watched for, and what it turned out to be ready for.
package struct DescriptorInterest: OptionSet, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let readable = Self(rawValue: 1)
    package static let writable = Self(rawValue: 2)
    /// The other end is gone or the descriptor is in error. Always reported, never asked for.
    package static let hangUp = Self(rawValue: 4)
}
