/// All that was found wrong with a schema, at least one problem.
package struct InvalidSchema: Error, Hashable, Sendable {
    /// In the order in which they were found, at most ``SchemaLimits/problemCountMax``.
    package var problems: [SchemaProblem]
}
