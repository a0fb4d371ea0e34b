import MessageBus

/// Delivers everything, once, in order.
package struct DirectLink: MessageLink {
    package init() {}

    package func carry(_ shipment: Shipment) { shipment.loop.post(shipment.deliver) }
}
