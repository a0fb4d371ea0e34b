/// Where a deployment keeps its state when nobody says otherwise. Clients look in the same place.
package enum StateFolder {
    /// The variable that overrides every topology.
    package static let variable = "SPINWIRE_STATE"
    /// The variable that says where clients look for address and token, wherever the state is.
    package static let clientFileVariable = "SPINWIRE_CLIENT_FILE"

    /// The state folder without a word from a topology.
    ///
    /// - Returns: `SPINWIRE_STATE`; else `/var/lib/spinwire` for root, and `spinwire` in `XDG_STATE_HOME` or in
    ///   `~/.local/state` for everybody else. `nil` when there is no home folder either.
    package static func standard(environment: [String: String], isRoot: Bool) -> String? {
        if let chosen = environment[Self.variable], chosen.hasPrefix("/") { return chosen }
        if isRoot { return "/var/lib/spinwire" }
        if let base = environment["XDG_STATE_HOME"], base.hasPrefix("/") { return base + "/spinwire" }
        if let home = environment["HOME"], home.hasPrefix("/") { return home + "/.local/state/spinwire" }
        return nil
    }

    /// Where program environments are built: beside the state for root, in the user's cache otherwise.
    package static func environments(environment: [String: String], isRoot: Bool) -> String? {
        if isRoot { return "/var/lib/spinwire/env" }
        if let base = environment["XDG_CACHE_HOME"], base.hasPrefix("/") { return base + "/spinwire/env" }
        if let home = environment["HOME"], home.hasPrefix("/") { return home + "/.cache/spinwire/env" }
        return nil
    }
}
