import ArgumentParser
import RuntimeModel

/// What an account may take up.
struct QuotaOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Jobs that may wait.", valueName: "count")) var queuedJobs: Int?
    @Option(help: ArgumentHelp("Jobs that may run at once.", valueName: "count")) var runningJobs: Int?
    @Option(help: ArgumentHelp("Bytes of sources, inputs and outputs that are kept.", valueName: "count"))
    var storedBytes: Int?

    /// The quotas, on top of those that there are.
    func quotas(over known: AccountQuotas = AccountQuotas()) -> AccountQuotas {
        AccountQuotas(
            queuedJobCountMax: self.queuedJobs ?? known.queuedJobCountMax,
            runningJobCountMax: self.runningJobs ?? known.runningJobCountMax,
            storedByteCountMax: self.storedBytes ?? known.storedByteCountMax)
    }

    /// Whether any is given.
    var isGiven: Bool { self.queuedJobs != nil || self.runningJobs != nil || self.storedBytes != nil }
}
