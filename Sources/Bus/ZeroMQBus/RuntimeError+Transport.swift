import Glibc
import MessageBus
import RuntimeModel

extension RuntimeError {
    /// libzmq could not do something that does not depend on a peer.
    static func transport(_ message: String, errno: Int32, context: [String: String] = [:]) -> Self {
        var context = context
        context["errno"] = "\(errno)"
        return Self(.configurationInvalid, message, context: context)
    }

    /// An endpoint is wrong or taken.
    static func endpoint(_ message: String, _ endpoint: Endpoint, _ errno: Int32 = 0) -> Self {
        var context = ["endpoint": endpoint.address]
        if errno != 0 { context["errno"] = "\(errno)" }
        return Self(.configurationInvalid, message, context: context)
    }
}
