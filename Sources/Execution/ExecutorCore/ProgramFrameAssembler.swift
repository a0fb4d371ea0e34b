/// Puts the chunked bodies of one direction of a program channel together. Everything it is given is distrusted.
package struct ProgramFrameAssembler: Sendable {
    /// What a frame breaks when it is refused.
    package enum Failure: Error, Equatable, Sendable {
        /// Not a frame of the channel, or a chunk out of place.
        case malformed
        /// A chunked body is longer than it may be.
        case tooLong
    }

    package let byteCountMax: Int
    private var kind: ProgramFrame.Kind?
    private var parts: [UInt8] = []

    package init(byteCountMax: Int) { self.byteCountMax = byteCountMax }

    /// Takes a frame (kind and body).
    ///
    /// - Returns: kind and body that it completes, or `nil` when more is to come. The parts of an outcome are handed
    ///   out as they come, as `chunk`s of one byte that is 1 on the last, and bytes: nobody is to hold all of it here.
    package mutating func take(
        _ frame: [UInt8]
    ) throws(Failure) -> (kind: ProgramFrame.Kind, body: [UInt8])? {
        guard let first = frame.first, let kind = ProgramFrame.Kind(rawValue: first) else { throw .malformed }
        guard kind == .chunk else {
            guard self.kind == nil || kind == .credit else { throw .malformed }
            guard frame.count - 1 <= self.byteCountMax else { throw .tooLong }
            return (kind, Array(frame.dropFirst()))
        }
        guard frame.count >= 3, frame[2] <= 1, let whole = ProgramFrame.Kind(rawValue: frame[1]),
            whole != .chunk,
            self.kind == nil || self.kind == whole
        else { throw .malformed }
        if whole == .outcome {
            self.kind = frame[2] == 1 ? nil : whole
            return (.chunk, Array(frame[2...]))
        }
        guard self.parts.count + frame.count - 3 <= self.byteCountMax else { throw .tooLong }
        self.parts.append(contentsOf: frame[3...])
        self.kind = frame[2] == 1 ? nil : whole
        guard frame[2] == 1 else { return nil }
        let body = self.parts
        self.parts = []
        return (whole, body)
    }
}
