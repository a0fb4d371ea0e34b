/// Where a socket is bound or connects to: `ipc://PATH`, `tcp://HOST:PORT` or `inproc://NAME`.
package struct Endpoint: Hashable, Sendable, Codable, CustomStringConvertible {
    package let address: String
    package init(_ address: String) { self.address = address }
    package var description: String { self.address }

    package init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(self.address)
    }
}
