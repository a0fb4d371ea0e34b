extension AccountID {
    /// The account that a token's text names: `spw_<account>_<secret>`.
    ///
    /// - Returns: `nil` when the text is no token. Whether the token is right, only the service knows.
    package init?(ofToken token: String) {
        let parts = token.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "spw", !parts[1].isEmpty, !parts[2].isEmpty else { return nil }
        self.init(String(parts[1]))
    }
}
