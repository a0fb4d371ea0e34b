/// Limits of one ``FrameStream``.
package struct FrameStreamLimits: Sendable {
    /// Shortest frame that makes sense, in bytes.
    package var frameByteCountMin: Int
    /// Longest frame, in bytes.
    package var frameByteCountMax: Int
    /// Bytes that may wait to be written before ``FrameStream/send(_:)`` refuses more.
    package var backlogByteCountMax: Int

    package init(
        frameByteCountMin: Int = 1, frameByteCountMax: Int = (256 << 10) + 64,
        backlogByteCountMax: Int = 64 << 20
    ) {
        self.frameByteCountMin = frameByteCountMin
        self.frameByteCountMax = frameByteCountMax
        self.backlogByteCountMax = backlogByteCountMax
    }
}
