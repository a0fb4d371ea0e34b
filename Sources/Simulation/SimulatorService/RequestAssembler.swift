import RuntimeModel
import RuntimeWire

/// Puts the parts of one connection's requests together. Everything it is given is distrusted.
struct RequestAssembler: Sendable {
    /// Most bytes of all requests that are not whole.
    let byteCountMax: Int
    private var parts: [UInt64: [UInt8]] = [:]
    private var byteCount = 0

    init(byteCountMax: Int) { self.byteCountMax = byteCountMax }

    /// Takes a part.
    ///
    /// - Returns: the request when it is whole.
    /// - Throws: `payload.tooLarge`; the request's earlier parts are forgotten.
    mutating func take(_ frame: CircuitFrame) throws(RuntimeError) -> [UInt8]? {
        let correlation = frame.header.sequence
        guard frame.hasMore || self.parts[correlation] != nil else {
            guard frame.body.count <= self.byteCountMax else { throw self.tooLarge }
            return frame.body
        }
        guard self.byteCount + frame.body.count <= self.byteCountMax else {
            self.forget(correlation)
            throw self.tooLarge
        }
        self.byteCount += frame.body.count
        self.parts[correlation, default: []].append(contentsOf: frame.body)
        guard !frame.hasMore else { return nil }
        let request = self.parts[correlation]
        self.forget(correlation)
        return request
    }

    /// The rest of a request will not come.
    mutating func forget(_ correlation: UInt64) {
        self.byteCount -= self.parts.removeValue(forKey: correlation)?.count ?? 0
    }

    private var tooLarge: RuntimeError {
        RuntimeError(
            .payloadTooLarge,
            "A circuit request is longer than the simulator takes; send fewer circuits at a time.",
            context: ["limit": "\(self.byteCountMax)"])
    }
}
