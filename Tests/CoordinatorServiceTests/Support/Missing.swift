/// What a test waited for did not come.
struct Missing: Error, CustomStringConvertible {
    let description: String
}

/// A value that has to be there.
func unwrap<Value>(_ value: Value?, _ what: String = "a value") throws -> Value {
    guard let value else { throw Missing(description: "\(what) did not come") }
    return value
}
