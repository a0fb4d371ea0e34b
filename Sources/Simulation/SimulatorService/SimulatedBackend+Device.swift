import CircuitModel
import NoiseModel
package import QuantumSimulator
package import RuntimeModel

extension SimulatedBackend {
    /// A backend as its description has it; its noise is read here, once.
    ///
    /// - Parameter noiseModel: JSON of Aer's noise model, where the description says that there is one.
    /// - Throws: `noise.malformed` with the backend, and the place in the model.
    package init(_ device: DeviceDescriptor, noiseModel: String?) throws(RuntimeError) {
        var noise: NoiseModel?
        do throws(NoiseModelError) {
            if let noiseModel {
                noise = try NoiseModel(json: Array(noiseModel.utf8))
            } else if device.noise == DeviceDescriptor.noiseOfProperties {
                noise = try NoiseModel(device: device)
            }
        } catch {
            var told = RuntimeError(SimulatorError(error))
            told.context["backend"] = device.name
            throw told
        }
        self.init(
            name: device.name, aliases: device.aliases,
            method: MethodName.allCases.first { $0.text == device.method } ?? .automatic, noise: noise)
    }
}
