/// How messages get from one end of a connection to the other. The usual one is ``DirectLink``; tests put one
/// in between that loses, repeats or delays.
package protocol MessageLink: Sendable {
    /// Sees to it that `shipment` is delivered, or says that it is lost.
    func carry(_ shipment: Shipment)
}
