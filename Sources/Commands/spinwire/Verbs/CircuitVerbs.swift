import ArgumentParser
import CommandLineInterface
import RuntimeModel
import SpinwireTopology

struct CircuitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "circuit", abstract: "Reads and runs circuits in OpenQASM 2 and 3.",
        subcommands: [Run.self, Check.self])

    struct Run: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Runs a circuit here and now, in this process, and prints how often each outcome came.",
            discussion: """
                No service takes part. The noise of a backend of the topology is simulated where --backend names \
                one; without it the circuit runs ideally. Outcomes are written as their registers, the last \
                declared first, each with its highest bit first.
                """)

        @Argument(help: ArgumentHelp("A program in OpenQASM 2 or 3; - for stdin.", valueName: "file.qasm"))
        var file: String
        @Option(help: "How often to run it.") var shots = 1024
        @Option(help: "Determines every sample, so that a run can be repeated; drawn anew without it.")
        var seed: UInt64?
        @Option(
            help: ArgumentHelp(
                """
                automatic, statevector, density_matrix, stabilizer or matrix_product_state. unitary makes a matrix, \
                which no program in OpenQASM can ask for.
                """,
                valueName: "name"))
        var method: String?
        @Option(help: "double or single.") var precision = "double"
        @Option(help: ArgumentHelp("A backend of the topology, with its noise.", valueName: "name"))
        var backend: String?
        @OptionGroup var topology: TopologyOptions
        @Option(
            help: ArgumentHelp(
                "An input of the program; the value may be a formula: theta=pi/4. May be given often.",
                valueName: "name=value"))
        var parameter: [String] = []
        @Flag(help: "Draw a histogram.") var plot = false
        @Option(help: "Most outcomes of a histogram: the most frequent ones.") var most = 32
        @OptionGroup var output: OutputOptions

        func run() throws {
            let circuit = try CircuitFile(self.file)
            let numbers = try circuit.numbers(self.parameter)
            let seed = self.seed ?? UInt64.random(in: 0..<(1 << 53))
            let options = try LocalSimulation.options(
                shots: self.shots, seed: seed, method: self.method, precision: self.precision,
                isIdeal: self.backend == nil)
            let backend = try self.backend.map {
                try LocalSimulation.backend($0, topology: self.topology)
            }
            if let backend, backend.device.noise != nil,
                let warning = ForeignGates(of: circuit.program, on: backend.device).warning
            {
                Console.error(warning)
            }
            let engine = try LocalSimulation.engine(of: backend)
            let outcome = try LocalSimulation.run(
                circuit, numbers: numbers, options: options, with: engine)
            if self.output.json { return Console.output(JSONText.line(outcome)) }
            Console.error(outcome.summary)
            let bars = outcome.bars
            guard self.plot else {
                let rows = bars.map { [$0.key, "\($0.count)"] }
                for line in TextTable.lines(heading: ["OUTCOME", "COUNT"], rows: rows) {
                    Console.output(line)
                }
                return
            }
            let lines = Histogram(bars).lines(
                width: Console.width, barCountMax: max(1, self.most), isFine: Console.isOutputTerminal)
            for line in lines { Console.output(line) }
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Reads a circuit and prints what it is made of, without running it.")

        @Argument(help: ArgumentHelp("A program in OpenQASM 2 or 3; - for stdin.", valueName: "file.qasm"))
        var file: String
        @OptionGroup var output: OutputOptions

        func run() throws {
            let report = CircuitReport(try CircuitFile(self.file).program)
            self.output.object(report, report.fields)
        }
    }
}
