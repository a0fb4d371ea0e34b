import Foundation
import RuntimeModel
import SpinwireTopology

/// The folders of a deployment on the disk.
enum StateFolders {
    /// Makes the state and the run folder, for their owner alone.
    ///
    /// - Throws: `configuration.invalid` when one cannot be made or belongs to somebody else.
    static func make(_ paths: TopologyPaths) throws(RuntimeError) {
        for folder in [paths.state, paths.run] {
            do {
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            } catch {
                throw RuntimeError(
                    .configurationInvalid, "A folder of the deployment cannot be made.",
                    context: ["folder": folder],
                    cause: error)
            }
        }
    }
}
