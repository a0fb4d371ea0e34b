import RuntimeModel

/// The JSON of a start frame: what a program's process has to know beside its source and inputs.
struct StartHeader: Encodable {
    let jobID: JobID
    /// Whose seed it has, when it is run again.
    let rerunOf: JobID?
    let attempt: Int
    let programID: ProgramID
    let programName: String
    /// Left out where the process has it.
    let backend: DeviceDescriptor?
    /// Messages that may be published before the first credit frame.
    let publishCredit: Int
    /// Longest message, in bytes.
    let messageByteCountMax: Int
    /// Longest result, in bytes.
    let resultByteCountMax: Int
    /// Level of Python's logging.
    let logLevel: String?
    /// How many of the last bytes are a checkpoint.
    let checkpointByteCount: Int?
    /// JSON of the program's schemas, as the lease has it.
    let schemas: String?
    let checksInputs: Bool?
    let complaintCountMax: Int?
    /// Longer messages and results are for the program's process to check.
    let inlineByteCountMax: Int
    /// Whether the process may be kept for another job.
    let mayFollow: Bool?
    /// Whether it has served one before, and has the program.
    let isLoaded: Bool?

    private enum CodingKeys: String, CodingKey {
        case attempt, backend, schemas
        case checksInputs = "checks_inputs"
        case complaintCountMax = "complaint_count_max"
        case inlineByteCountMax = "inline_byte_count_max"
        case jobID = "job_id"
        case rerunOf = "rerun_of"
        case programID = "program_id"
        case programName = "program_name"
        case publishCredit = "publish_credit"
        case messageByteCountMax = "message_byte_count_max"
        case resultByteCountMax = "result_byte_count_max"
        case logLevel = "log_level"
        case checkpointByteCount = "checkpoint_byte_count"
        case mayFollow = "may_follow"
        case isLoaded = "is_loaded"
    }
}
