import ArgumentParser
import CSandbox
import CommandLineInterface
import Glibc

/// What an executor starts a zygote with: not for people.
struct ZygoteLaunchCommand: ParsableCommand {
    static let word = "zygote-launch"
    static let configuration = CommandConfiguration(commandName: Self.word, shouldDisplay: false)

    @Argument(help: .private) var control: Int32
    @Argument(parsing: .captureForPassthrough, help: .private) var zygote: [String] = []

    func run() throws {
        var arguments: [UnsafeMutablePointer<CChar>?] = self.zygote.map { strdup($0) }
        arguments.append(nil)
        // The arguments live until the process ends, which is when this returns.
        Glibc.exit(spinwire_zygote_launch(self.control, &arguments))
    }
}
