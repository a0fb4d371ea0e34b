/// Where the bytes of a body are.
public enum BodyForm: UInt8, Sendable, CaseIterable {
    /// In the message itself.
    case inline = 0
    /// In the store: the message holds a ``BodyReference``.
    case reference = 1
    /// In the timeline only: the message holds the length; `timeline.read` has the bytes.
    case withheld = 2
}
