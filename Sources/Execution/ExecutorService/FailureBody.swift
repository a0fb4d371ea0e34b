/// The JSON of a failed program's outcome frame.
struct FailureBody: Decodable {
    let code: String
    let message: String
    let traceback: String?
}
