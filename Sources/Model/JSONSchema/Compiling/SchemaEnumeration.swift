/// The values of `enum`, found by their hashes.
struct SchemaEnumeration: Sendable {
    let values: [JSONReference]
    let byHash: [Int: [Int]]

    init(values: [JSONReference]) {
        self.values = values
        self.byHash = Dictionary(grouping: values.indices) { values[$0].document.hash(values[$0].index) }
    }
}
