package import RuntimeModel

/// `lease`, coordinator → executor (job and attempt in the header): JSON frame, body frame with the source, body frame with the inputs. Bit 0 of the flags: the source frame is a ``BodyReference``; bit 1: the inputs frame is one. Bit 2: one more body frame holds the checkpoint to go on with; bit 3: it is a reference.
package struct LeaseGrant: Hashable, Sendable, Codable {
    /// What to run.
    package var programID: ProgramID
    /// Which version of it.
    package var programVersion: Int
    /// Its name, for tracebacks.
    package var programName: String
    /// In which environment.
    package var environment: String
    /// Next to which backend.
    package var device: DeviceDescriptor
    /// Who serves the backend.
    package var simulators: [SimulatorAddress]
    /// Longest run, in seconds.
    package var maxExecutionTime: Int
    /// Level of the program's Python logging.
    package var logLevel: String?
    /// Most events the job may make.
    package var eventCountMax: Int
    /// Most bytes they may hold.
    package var outputByteCountMax: Int
    /// The session, if the process is to be kept for its next job.
    package var session: LeaseSession?
    /// The program's schemas, a JSON object with `parameters`, `interim_results` and `return_values`; for what the
    /// coordinator does not look at.
    package var schemas: String?
    /// Whether the inputs are still to be held against `parameters`.
    package var checksInputs: Bool?
    /// Most messages that do not fit their schema and are told of in the log.
    package var complaintCountMax: Int?
    /// The job that is run again: its seed is this one's.
    package var rerunOf: JobID?

    package init(
        programID: ProgramID, programVersion: Int, programName: String, environment: String,
        device:
            DeviceDescriptor, simulators: [SimulatorAddress], maxExecutionTime: Int, logLevel: String? = nil,
        eventCountMax: Int, outputByteCountMax: Int, schemas: String? = nil, checksInputs: Bool? = nil,
        complaintCountMax: Int? = nil,
        session: LeaseSession? = nil, rerunOf: JobID? = nil
    ) {
        self.programID = programID
        self.programVersion = programVersion
        self.programName = programName
        self.environment = environment
        self.device = device
        self.simulators = simulators
        self.maxExecutionTime = maxExecutionTime
        self.logLevel = logLevel
        self.eventCountMax = eventCountMax
        self.outputByteCountMax = outputByteCountMax
        self.session = session
        self.schemas = schemas
        self.checksInputs = checksInputs
        self.complaintCountMax = complaintCountMax
        self.rerunOf = rerunOf
    }

    private enum CodingKeys: String, CodingKey {
        case environment, device, simulators, schemas, session
        case rerunOf = "rerun_of"
        case checksInputs = "checks_inputs"
        case complaintCountMax = "complaint_count_max"
        case programID = "program_id"
        case programVersion = "program_version"
        case programName = "program_name"
        case maxExecutionTime = "max_execution_time"
        case logLevel = "log_level"
        case eventCountMax = "event_count_max"
        case outputByteCountMax = "output_byte_count_max"
    }
}
