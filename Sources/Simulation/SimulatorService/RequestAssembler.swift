import RuntimeModel
import RuntimeWire

/// Puts the parts of one connection's requests together. Everything it is given is distrusted.
struct RequestAssembler: Sendable {
    /// Most bytes of all requests that are not whole, with their headers: parts without a body take room as well.
    let byteCountMax: Int
    private var parts: [UInt64: (bytes: [UInt8], cost: Int)] = [:]
    private var cost = 0

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
        let cost = MessageHeader.byteCount + frame.body.count
        guard self.cost + cost <= self.byteCountMax else {
            self.forget(correlation)
            throw self.tooLarge
        }
        self.cost += cost
        self.parts[correlation, default: ([], 0)].bytes.append(contentsOf: frame.body)
        self.parts[correlation]?.cost += cost
        guard !frame.hasMore else { return nil }
        let request = self.parts[correlation]?.bytes
        self.forget(correlation)
        return request
    }

    /// The rest of a request will not come.
    mutating func forget(_ correlation: UInt64) {
        self.cost -= self.parts.removeValue(forKey: correlation)?.cost ?? 0
    }

    private var tooLarge: RuntimeError {
        RuntimeError(
            .payloadTooLarge,
            "A circuit request is longer than the simulator takes; send fewer circuits at a time.",
            context: ["limit": "\(self.byteCountMax)"])
    }
}
