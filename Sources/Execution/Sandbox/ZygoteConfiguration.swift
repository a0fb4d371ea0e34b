/// The first message on a zygote's control socket, as JSON. See `spinwire_zygote/configuration.py`.
struct ZygoteConfiguration: Encodable {
    var library: String
    var pythonPath: [String]
    var preload: [String]
    var warm: String
    var run: String
    var readOnlyPaths: [String]
    var featuresRequired: UInt32
    var userBase: Int
    var scratchParent: String

    init(_ configuration: SandboxConfiguration, _ environment: ProgramEnvironment) {
        self.library = configuration.lockInLibraryPath
        self.pythonPath = configuration.pythonPaths
        self.preload = environment.preloadedModules
        self.warm = configuration.warmEntry
        self.run = configuration.runEntry
        self.readOnlyPaths = configuration.readOnlyPaths
        self.featuresRequired = configuration.requiredProtections.rawValue
        self.userBase = configuration.userBase
        self.scratchParent = configuration.scratchParent
    }

    private enum CodingKeys: String, CodingKey {
        case library, preload, warm, run
        case pythonPath = "python_path"
        case readOnlyPaths = "read_only_paths"
        case featuresRequired = "features_required"
        case userBase = "user_base"
        case scratchParent = "scratch_parent"
    }
}
