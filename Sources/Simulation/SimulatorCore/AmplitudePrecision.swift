/// How exactly amplitudes are held.
package enum AmplitudePrecision: Sendable, CaseIterable {
    case double
    case single

    /// Bytes of one amplitude.
    package var amplitudeByteCount: Int {
        switch self {
        case .double: 16
        case .single: 8
        }
    }
}

extension AmplitudePrecision {
    /// Bits of an index within one block of amplitudes, 64 bytes for a part.
    package var laneBitCount: Int {
        switch self {
        case .double: 3
        case .single: 4
        }
    }

    /// A smaller state is filled up to this: twice the lanes, so that every qubit can leave them.
    package var storedQubitCountMin: Int { 2 * self.laneBitCount }
}
