/// Why a text is not a regular expression that can be searched for.
struct PatternError: Error, Hashable {
    var sentence: String
}
