/// The empty object.
package struct NoContent: Hashable, Sendable, Codable {

    package init() {
    }
}
