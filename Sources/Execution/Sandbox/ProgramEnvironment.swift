/// A Python environment that programs run in.
package struct ProgramEnvironment: Sendable {
    /// What programs ask for (`image` in the old interface).
    package var name: String
    /// Absolute path of its interpreter, in a place that every user can read.
    package var interpreterPath: String
    /// Modules that the zygote imports; those that are not installed are left out.
    package var preloadedModules: [String]
    /// Environment variables of the zygote and, but for home and scratch, of programs. Nothing is inherited.
    package var variables: [String: String]

    /// What programs nearly always import. Importing these starts no thread.
    package static let usualModules = [
        "json", "asyncio", "concurrent.futures", "numpy", "numpy.random", "scipy", "scipy.optimize", "qiskit",
        "qiskit.circuit.library",
        "qiskit.circuit.random", "qiskit.compiler", "qiskit.transpiler",
        "qiskit.transpiler.preset_passmanagers",
        "qiskit.quantum_info", "qiskit.result", "qiskit.qpy", "spinwire_program.runner",
        "spinwire_program.warm",
        "spinwire_program.backend", "spinwire_program.messenger", "spinwire_program.compat",
    ]

    /// Loads the library named by ``validationVariable`` where children can use it and cannot read it.
    package static let validationModule = "spinwire_program.validation"
    /// Names the library that holds values against schemas.
    package static let validationVariable = "SPINWIRE_VALIDATION_LIBRARY"

    /// One thread for linear algebra, because a zygote must have no other; few for the transpiler, because threads
    /// count as processes; and no process pool of Qiskit's own, which would fork where threads run.
    package static let usualVariables = [
        "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1", "RAYON_NUM_THREADS": "2", "MALLOC_ARENA_MAX": "2", "QISKIT_PARALLEL": "FALSE",
    ]

    package init(
        name: String, interpreterPath: String, preloadedModules: [String] = Self.usualModules,
        variables: [String: String] = Self.usualVariables
    ) {
        self.name = name
        self.interpreterPath = interpreterPath
        self.preloadedModules = preloadedModules
        self.variables = variables
    }
}
