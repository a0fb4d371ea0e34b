/// Makes absolute paths of those in a file: relative ones start at the file's folder.
struct PathResolver {
    /// Absolute path of the folder.
    var folder: String

    /// The absolute path, without `.` and `..`.
    func absolute(_ path: String) -> String {
        let joined = path.hasPrefix("/") ? path : self.folder + "/" + path
        var parts: [Substring] = []
        for part in joined.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }
}
