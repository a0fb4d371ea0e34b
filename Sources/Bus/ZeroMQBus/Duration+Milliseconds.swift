extension Duration {
    /// Whole milliseconds, rounded down, as many as libzmq's options hold.
    var milliseconds: Int32 {
        let parts = self.components
        return Int32(clamping: parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000)
    }
}
