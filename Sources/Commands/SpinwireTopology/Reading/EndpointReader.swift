import MessageBus

/// Reads endpoints, and holds them to the topology's transport.
struct EndpointReader {
    let transport: TransportKind
    let placeholders: Placeholders
    private static let loopbackHosts: Set<Substring> = ["127.0.0.1", "[::1]", "localhost"]

    /// An endpoint that has to be there.
    func endpoint(_ reader: MappingReader, _ key: String) -> Endpoint {
        let text = reader.requiredText(key)
        guard !text.isEmpty else { return Endpoint("") }
        switch self.placeholders.expand(text) {
        case .failure(let missing):
            reader.note(key, "uses ${\(missing.name)}, which has no value")
            return Endpoint("")
        case .success(let address):
            if let problem = self.problem(of: address) { reader.note(key, problem) }
            return Endpoint(address)
        }
    }

    private func problem(of address: String) -> String? {
        let scheme = self.transport.rawValue + "://"
        guard address.hasPrefix(scheme) else { return "must begin with \(scheme), as the transport says" }
        let rest = address.dropFirst(scheme.count)
        switch self.transport {
        case .ipc:
            guard rest.hasPrefix("/") else { return "must name a socket by an absolute path" }
            guard rest.utf8.count <= TopologyReader.socketPathByteCountMax else {
                return "names a socket by a path longer than \(TopologyReader.socketPathByteCountMax) bytes;"
                    + " choose a shorter run folder"
            }
        case .tcp:
            guard let colon = rest.lastIndex(of: ":") else { return "must end in a port" }
            let port = rest[rest.index(after: colon)...]
            guard let number = Int(port), (1...65535).contains(number) else {
                return "must end in a port between 1 and 65535"
            }
            guard Self.loopbackHosts.contains(rest[..<colon]) else {
                return "must stay on loopback, since tokens travel in the clear"
            }
        }
        return nil
    }
}
