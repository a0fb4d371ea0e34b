// swift-tools-version: 6.2

import PackageDescription

// Every target of ours is compiled under the same rules: Swift 6 mode, four upcoming features, no warnings.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// One Swift target in the folder of the part it belongs to.
func part(_ folder: String, _ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/\(folder)/\(name)", swiftSettings: strict)
}

/// The tests of one target, in a folder of the same name.
func tests(
    _ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = [], exclude: [String] = []
) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, path: "Tests/\(name)", exclude: exclude, resources: resources,
        swiftSettings: strict)
}

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

/// Kernels over amplitudes, compiled for a set of instructions: bounds are their callers' care.
func kernels(_ name: String, _ dependencies: [Target.Dependency], march: String? = nil) -> Target {
    let architecture = march.map { ["-Xcc", "-march=\($0)"] } ?? []
    return .target(
        name: name, dependencies: dependencies, path: "Sources/Simulation/\(name)",
        swiftSettings: strict + [.unsafeFlags(["-Ounchecked"] + architecture, .when(configuration: .release))]
    )
}

// What other processors do not have is not built there; `Tools/kernels` writes these targets.
#if arch(x86_64)
    let vectorKernels = ["StateVectorAVX2", "StateVectorAVX512"]
    let vectorTargets = [
        kernels("StateVectorAVX2", ["StateVector"], march: "x86-64-v3"),
        kernels("StateVectorAVX512", ["StateVector"], march: "x86-64-v4"),
    ]
#else
    let vectorKernels: [String] = []
    let vectorTargets: [Target] = []
#endif

let targets: [Target] = [
    // Model and wire: what everybody shares. No I/O.
    part("Model", "RuntimeModel"),
    part("Wire", "RuntimeWire", ["RuntimeModel"]),
    .systemLibrary(name: "CSodium", path: "Sources/Model/CSodium"),
    .systemLibrary(name: "CCrypto", path: "Sources/Model/CCrypto"),
    part("Model", "ContentHashing", ["RuntimeModel", "CSodium", "CCrypto"]),

    part("Model", "JSONSchema"),
    .systemLibrary(name: "CZlib", path: "Sources/Model/CZlib"),
    part("Model", "EncodedValues", ["JSONSchema", "CZlib"]),
    // The validator for program processes, which have no Swift: its library brings along what it needs.
    .target(
        name: "ValidationLibrary", dependencies: ["JSONSchema", "EncodedValues"],
        path: "Sources/Model/ValidationLibrary", swiftSettings: strict,
        linkerSettings: [.unsafeFlags(["-static-stdlib"])]),

    // The bus.
    part("Bus", "MessageBus", ["RuntimeModel"]),
    .target(name: "CEventLoop", path: "Sources/Bus/CEventLoop"),
    part("Bus", "EventLoop", ["MessageBus", "RuntimeModel", "CEventLoop"]),
    .systemLibrary(name: "CZeroMQ", path: "Sources/Bus/CZeroMQ"),
    part("Bus", "ZeroMQBus", ["MessageBus", "RuntimeModel", "EventLoop", "CZeroMQ"]),
    part("Bus", "InProcessBus", ["MessageBus", "RuntimeModel", "EventLoop"]),

    part("Bus", "FaultInjection", ["MessageBus", "RuntimeModel"]),
    part("Bus", "LocalSockets", ["MessageBus", "RuntimeModel"]),

    // Storage.
    part("Storage", "JobStore", ["RuntimeModel", "RuntimeWire"]),
    part(
        "Storage", "SQLiteJobStore",
        ["JobStore", "RuntimeModel", "RuntimeWire", "ContentHashing", grdb, sqlite]),

    // Coordination.
    part("Coordination", "CoordinatorCore", ["RuntimeModel"]),
    part(
        "Coordination", "CoordinatorService",
        [
            "CoordinatorCore", "RuntimeModel", "RuntimeWire", "MessageBus", "JobStore", "ContentHashing",
            "JSONSchema", "EncodedValues", logging,
            lifecycle,
        ]),

    // Execution.
    part("Execution", "ExecutorCore", ["RuntimeModel"]),
    .target(name: "CSandbox", path: "Sources/Execution/CSandbox"),
    part("Execution", "Sandbox", ["ExecutorCore", "RuntimeModel", "MessageBus", "CSandbox", logging]),
    part(
        "Execution", "ExecutorService",
        [
            "ExecutorCore", "RuntimeModel", "RuntimeWire", "MessageBus", "LocalSockets", "ContentHashing",
            "CSandbox", logging,
            lifecycle,
        ]),

    // Simulation.
    part("Simulation", "CircuitModel"),
    kernels("StateVector", []),
    part("Simulation", "NoiseModel", ["CircuitModel", "RuntimeModel"]),
    part("Simulation", "Stabilizer"),
    .systemLibrary(name: "CLAPACK", path: "Sources/Simulation/CLAPACK"),
    part("Simulation", "MatrixProductState", ["CLAPACK"]),
    part("Simulation", "OpenQASM", ["CircuitModel"]),
    part("Simulation", "SimulatorCore", ["CircuitModel"]),
    .target(name: "CProcessor", path: "Sources/Simulation/CProcessor"),
    part(
        "Simulation", "QuantumSimulator",
        [
            "CircuitModel", "NoiseModel", "OpenQASM", "SimulatorCore", "Stabilizer", "StateVector",
            "MatrixProductState",
            "CProcessor",
        ] + vectorKernels.map { .byName(name: $0) }),
    part(
        "Simulation", "SimulatorService",
        [
            "QuantumSimulator", "CircuitModel", "NoiseModel", "RuntimeModel", "RuntimeWire", "MessageBus",
            "LocalSockets", "CSandbox", logging, lifecycle,
        ]),

    // Clients.
    part(
        "Clients", "RuntimeClient",
        ["RuntimeModel", "RuntimeWire", "MessageBus", "ContentHashing", "JSONSchema"]),
    part(
        "Clients", "Spinwire",
        ["RuntimeClient", "RuntimeModel", "RuntimeWire", "MessageBus", "EventLoop", "ZeroMQBus"]),

    // The one executable.
    part(
        "Commands", "SpinwireTopology",
        [
            "RuntimeModel", "MessageBus", "FaultInjection", "ExecutorCore", "CircuitModel", "OpenQASM",
            "NoiseModel", "CSodium", yams,
        ]),
    .target(name: "CSupervision", path: "Sources/Commands/CSupervision"),
    part("Commands", "Supervision", ["MessageBus", "RuntimeModel", "CSandbox", "CSupervision"]),
    part("Commands", "CommandLineInterface", ["RuntimeModel", "RuntimeWire", "RuntimeClient", "JSONSchema"]),
    .executableTarget(
        name: "spinwire-command",
        dependencies: [
            "SpinwireTopology", "Supervision", "CommandLineInterface", "RuntimeModel", "RuntimeWire",
            "MessageBus",
            "EventLoop", "ZeroMQBus", "InProcessBus", "FaultInjection", "JobStore", "SQLiteJobStore",
            "CoordinatorService", "ExecutorCore", "ExecutorService", "Sandbox", "CSandbox", "CircuitModel",
            "OpenQASM", "JSONSchema",
            "QuantumSimulator",
            "SimulatorService", "RuntimeClient", "Spinwire", "ContentHashing", arguments, logging, lifecycle,
            signals,
        ],
        path: "Sources/Commands/spinwire", swiftSettings: strict),

    // The parties of a benchmark that need our own types; see `Tools/Benchmarks`.
    .executableTarget(
        name: "control-path",
        dependencies: [
            "RuntimeClient", "RuntimeModel", "RuntimeWire", "MessageBus", "EventLoop", "ZeroMQBus",
            "JobStore", "SQLiteJobStore", "JSONSchema", "EncodedValues", arguments,
        ],
        path: "Tools/Benchmarks/ControlPath", swiftSettings: strict),

    // What tests share.
    part(
        "TestKit", "RuntimeTestKit",
        [
            "RuntimeModel", "RuntimeWire", "MessageBus", "LocalSockets", "InProcessBus", "FaultInjection",
            "JobStore",
            "ContentHashing", "ExecutorCore",
        ]),

    tests("RuntimeModelTests", ["RuntimeModel"]),
    tests("JSONSchemaTests", ["JSONSchema"]),
    tests("EncodedValuesTests", ["EncodedValues", "JSONSchema", "CZlib"], resources: [.copy("Fixtures")]),
    tests("RuntimeWireTests", ["RuntimeWire", "RuntimeModel", "RuntimeTestKit"]),
    tests(
        "MessageBusTests",
        [
            "MessageBus", "EventLoop", "ZeroMQBus", "CZeroMQ", "InProcessBus", "FaultInjection",
            "RuntimeModel", "RuntimeTestKit",
        ]),
    tests(
        "JobStoreTests",
        [
            "JobStore", "SQLiteJobStore", "RuntimeModel", "RuntimeWire", "ContentHashing", "RuntimeTestKit",
            grdb,
        ],
        resources: [.copy("Fixtures")]),
    tests("CoordinatorCoreTests", ["CoordinatorCore", "RuntimeModel", "RuntimeTestKit"]),
    tests(
        "CoordinatorServiceTests",
        [
            "CoordinatorService", "CoordinatorCore", "RuntimeClient", "RuntimeModel", "RuntimeWire",
            "MessageBus",
            "InProcessBus", "JobStore", "ContentHashing", "RuntimeTestKit", logging,
        ]),
    tests("ExecutorCoreTests", ["ExecutorCore", "RuntimeModel", "RuntimeTestKit"]),
    tests(
        "ExecutorServiceTests",
        [
            "ExecutorService", "ExecutorCore", "SimulatorService", "QuantumSimulator", "CircuitModel",
            "LocalSockets",
            "RuntimeModel", "RuntimeWire", "MessageBus", "EventLoop", "InProcessBus", "ZeroMQBus",
            "ContentHashing",
            "RuntimeTestKit", logging,
        ]),
    tests(
        "SimulatorServiceTests",
        [
            "SimulatorService", "QuantumSimulator", "CircuitModel", "OpenQASM", "LocalSockets",
            "RuntimeModel", "RuntimeWire",
            "MessageBus", "EventLoop", "InProcessBus", "RuntimeTestKit", logging,
        ]),
    tests(
        "LocalSocketsTests", ["LocalSockets", "MessageBus", "EventLoop", "RuntimeModel", "RuntimeTestKit"]),
    tests(
        "SandboxTests",
        ["Sandbox", "CSandbox", "ExecutorCore", "EventLoop", "MessageBus", "RuntimeModel", "RuntimeTestKit"]),
    tests("CircuitModelTests", ["CircuitModel"]),
    tests(
        "OpenQASMTests", ["OpenQASM", "CircuitModel", "QuantumSimulator"], resources: [.copy("Fixtures")]),
    tests("NoiseModelTests", ["NoiseModel", "CircuitModel", "RuntimeModel"], exclude: ["Fixtures"]),
    tests("MatrixProductStateTests", ["MatrixProductState"]),
    tests("StateBufferTests", ["QuantumSimulator", "SimulatorCore"]),
    tests("StabilizerTests", ["Stabilizer"], resources: [.copy("Fixtures")]),
    tests(
        "QuantumSimulatorTests", ["QuantumSimulator", "CircuitModel", "NoiseModel"],
        resources: [.copy("Fixtures")]),
    tests(
        "RuntimeClientTests",
        ["RuntimeClient", "RuntimeModel", "RuntimeWire", "MessageBus", "RuntimeTestKit"]),
    tests(
        "SpinwireTopologyTests",
        [
            "SpinwireTopology", "RuntimeModel", "ExecutorCore", "CircuitModel", "OpenQASM", "MessageBus",
            "NoiseModel",
        ]),
    tests("SupervisionTests", ["Supervision", "MessageBus", "EventLoop", "RuntimeModel"]),
    tests(
        "CommandLineInterfaceTests", ["CommandLineInterface", "RuntimeModel", "RuntimeWire", "RuntimeClient"]),
    tests(
        "SystemSimulationTests",
        [
            "RuntimeTestKit", "CoordinatorService", "CoordinatorCore", "ExecutorService", "ExecutorCore",
            "SimulatorService", "RuntimeClient", "RuntimeModel", "RuntimeWire", "MessageBus", "JobStore",
            logging,
        ]),
]

let package = Package(
    name: "spinwire",
    products: [
        .library(name: "Spinwire", targets: ["Spinwire"]),
        .executable(name: "spinwire", targets: ["spinwire-command"]),
        .library(name: "SpinwireLockIn", type: .dynamic, targets: ["CSandbox"]),
        .library(name: "SpinwireValidation", type: .dynamic, targets: ["ValidationLibrary"]),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: targets + vectorTargets
)
