import Foundation
import RuntimeModel

/// The file that this process runs.
enum Executable {
    /// Its absolute path.
    static var path: String {
        // Asked of the kernel, since the first argument is whatever the caller chose.
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
            ?? CommandLine.arguments[0]
    }

    /// The lock-in library that is built beside it.
    static var lockInLibrary: String { self.beside("libSpinwireLockIn.so") }

    /// The library that is built beside it for programs' processes to hold values against schemas.
    static var validationLibrary: String { self.beside("libSpinwireValidation.so") }

    private static func beside(_ name: String) -> String {
        URL(fileURLWithPath: Self.path).deletingLastPathComponent().appendingPathComponent(name).path
    }
}
