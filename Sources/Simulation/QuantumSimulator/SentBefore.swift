package import CircuitModel
import NoiseModel

/// What earlier requests of a connection left to later ones: structures of circuits, and a noise model.
///
/// A program that runs under a noise model of its own does so many times, and reading one of a large device takes
/// longer than most circuits. So the last one is kept; it is known again by its text.
package struct SentBefore: Sendable {
    package var slots: StructureSlots
    private var noise: (json: String, model: NoiseModel)?

    package init(slots: StructureSlots) { self.slots = slots }

    /// Reads a noise model, or takes the one that was read before.
    mutating func noiseModel(json: String, limits: NoiseLimits) throws(SimulatorError) -> NoiseModel {
        if let noise, noise.json == json { return noise.model }
        do throws(NoiseModelError) {
            let model = try NoiseModel(json: Array(json.utf8), limits: limits)
            self.noise = (json, model)
            return model
        } catch {
            throw SimulatorError(error)
        }
    }
}
