import CircuitModel
import NoiseModel

/// From a request to tasks.
extension SimulatorEngine {
    /// What is the same for all runs of a request.
    struct Setting {
        var method: MethodName
        var noise: NoiseModel?
    }

    /// What the request and its backend come to.
    ///
    /// - Throws: ``SimulatorError/Code/unknownBackend``, ``SimulatorError/Code/noiseMalformed``.
    func setting(of options: RunOptions, after before: inout SentBefore) throws(SimulatorError) -> Setting {
        let backend = try self.backends.backend(named: options.backend)
        let method = options.method == .automatic ? backend.method : options.method
        switch options.noise {
        case .ofBackend: return Setting(method: method, noise: backend.noise)
        case .none: return Setting(method: method)
        case .model(let json):
            let noise = try before.noiseModel(json: json, limits: self.limits.noise)
            return Setting(method: method, noise: noise)
        }
    }

    /// One run of a request.
    static func task(
        at index: Int, in request: CircuitRequest, _ setting: Setting
    ) throws(SimulatorError) -> SimulationTask {
        let circuit: Circuit
        do throws(CircuitFormatError) {
            circuit = try request.circuit(ofRun: index)
        } catch {
            throw SimulatorError(error)
        }
        let options = request.options
        var task = SimulationTask(
            circuit: circuit, shotCount: options.shotCount, seed: options.seed, stream: UInt64(index))
        task.returnsMemory = options.returnsMemory
        task.method = setting.method
        task.noise = setting.noise
        task.precision = options.precision
        task.bondDimensionMax = options.bondDimensionMax
        task.truncationThreshold = options.truncationThreshold
        return task
    }
}
