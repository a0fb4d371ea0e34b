package import RuntimeModel

/// One backend: what everybody is told of it, and what its simulators alone need.
package struct BackendSection: Sendable, Hashable {
    /// What it is.
    package var device: DeviceDescriptor
    /// Its noise as Aer writes a noise model in JSON, when its file names one; not checked here.
    package var noiseModel: String?
}
