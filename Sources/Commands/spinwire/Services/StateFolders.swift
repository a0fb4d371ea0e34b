import Foundation
import RuntimeModel
import SpinwireTopology

/// The folders of a deployment on the disk.
enum StateFolders {
    /// Makes the folders that are missing.
    ///
    /// Others may pass through the state folder, since root's holds the environments that programs read, but what is
    /// the service's own in it is for its owner alone: the run folder, the store, the files with tokens.
    ///
    /// - Throws: `configuration.invalid` when one cannot be made or belongs to somebody else.
    static func make(_ paths: TopologyPaths) throws(RuntimeError) {
        for (folder, mode) in [(paths.state, 0o711), (paths.run, 0o700)] {
            do {
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: mode])
            } catch {
                throw RuntimeError(
                    .configurationInvalid, "A folder of the deployment cannot be made.",
                    context: ["folder": folder],
                    cause: error)
            }
        }
    }
}
