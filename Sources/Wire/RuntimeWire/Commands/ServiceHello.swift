public import RuntimeModel

/// Answer to `service.hello`: what a client needs to know after connecting.
public struct ServiceHello: Hashable, Sendable, Codable {
    /// Version of the coordinator.
    public var version: String
    /// Whom the connection was authenticated as.
    public var account: AccountID
    /// What it may do.
    public var role: AccountRole
    /// Where to subscribe.
    public var eventsEndpoint: String
    /// Where larger bodies travel.
    public var bodiesEndpoint: String
    /// Longest frame, in bytes.
    public var frameByteCountMax: Int
    /// Longest body, in bytes.
    public var bodyByteCountMax: Int
    /// Longest event body that is published whole.
    public var inlineEventByteCountMax: Int

    /// Makes one from its fields.
    public init(
        version: String, account: AccountID, role: AccountRole, eventsEndpoint: String,
        bodiesEndpoint:
            String, frameByteCountMax: Int, bodyByteCountMax: Int, inlineEventByteCountMax: Int
    ) {
        self.version = version
        self.account = account
        self.role = role
        self.eventsEndpoint = eventsEndpoint
        self.bodiesEndpoint = bodiesEndpoint
        self.frameByteCountMax = frameByteCountMax
        self.bodyByteCountMax = bodyByteCountMax
        self.inlineEventByteCountMax = inlineEventByteCountMax
    }

    private enum CodingKeys: String, CodingKey {
        case version, account, role
        case eventsEndpoint = "events_endpoint"
        case bodiesEndpoint = "bodies_endpoint"
        case frameByteCountMax = "frame_byte_count_max"
        case bodyByteCountMax = "body_byte_count_max"
        case inlineEventByteCountMax = "inline_event_byte_count_max"
    }
}
