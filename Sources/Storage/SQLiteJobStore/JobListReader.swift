import GRDB
import JobStore
import RuntimeModel

/// Reads one page of a list of jobs and counts the whole of it.
///
/// The rows are read through the index of the rarest thing that the filter names, the count is put together from
/// ``JobTotals``: both take about as long with a million jobs as with a thousand. What stays slow, and bounded by the
/// number of jobs with that tag or in that session, is the count of a tag or a session together with another choice.
struct JobListReader {
    private var filter: JobFilter
    private let database: Database
    /// Row numbers within the range of times.
    private let rows: Range<Int64>

    init(_ filter: JobFilter, _ database: Database) throws {
        self.filter = filter
        self.database = database
        if filter.tags.count > 1 {
            let owner = filter.owner?.rawValue
            let counts = try filter.tags.map { try JobTotals.count(tag: $0, owner: owner, database) }
            self.filter.tags = zip(filter.tags, counts).sorted { $0.1 < $1.1 }.map(\.0)
        }
        let first = try Self.firstRow(filter.createdAfter, database, otherwise: 0)
        let end = try Self.firstRow(filter.createdBefore, database, otherwise: .max)
        self.rows = first..<max(first, end)
    }

    /// The first job that was accepted then or later. Times rise with the row numbers.
    private static func firstRow(
        _ time: Timestamp?, _ database: Database, otherwise: Int64
    ) throws -> Int64 {
        guard let time else { return otherwise }
        let found = try database.firstNumber(
            "SELECT row FROM job WHERE created_at >= ? ORDER BY created_at, row LIMIT 1", [time.stored])
        return found ?? .max
    }

    // MARK: - The page

    func page() throws -> JobPage {
        let count = try self.count()
        guard self.filter.limit > 0, count > 0 else { return JobPage(rows: [], numbers: [], count: count) }
        var (place, arguments) = Self.conditions(self.filter, in: self.rows, readsTags: self.readsTags)
        // Said of the table that is read first, or SQLite would sort what comes in order already.
        let row = self.readsTags ? "job_tag.job" : "job.row"
        if let position = self.filter.position {
            place += self.filter.order == .newestFirst ? " AND \(row) < ?" : " AND \(row) > ?"
            arguments.append(position)
        }
        let direction = self.filter.order == .newestFirst ? "DESC" : "ASC"
        let statement = """
            SELECT \(JobRows.columns) FROM \(try self.source()) WHERE \(place)
            ORDER BY \(row) \(direction) LIMIT ? OFFSET ?
            """
        let found = try self.database.rows(
            statement, arguments + [self.filter.limit, max(0, self.filter.offset)])
        var page = JobPage(rows: [], numbers: [], count: count)
        while let row = try found.next() {
            page.rows.append(try JobRows.job(row, self.database))
            page.numbers.append(row[0])
        }
        return page
    }

    /// Whether the list is read from the tags.
    private var readsTags: Bool { self.filter.sessionID == nil && !self.filter.tags.isEmpty }

    /// The table, with the index that is read.
    private func source() throws -> String {
        if self.filter.sessionID != nil { return "job INDEXED BY job_session" }
        if self.readsTags {
            return "job_tag INDEXED BY job_tag_tag CROSS JOIN job ON job.row = job_tag.job"
        }
        if self.filter.pending == true { return "job INDEXED BY job_unfinished" }
        let owner = self.filter.owner?.rawValue
        let programID = self.filter.programID?.rawValue
        let choices: [(index: String, count: Int)] = [
            ("job_owner", owner == nil ? .max : try self.total(owner: owner)),
            ("job_program", programID == nil ? .max : try self.total(programID: programID)),
            (
                "job_backend",
                self.filter.backend == nil ? .max : try self.total(backend: self.filter.backend)
            ),
        ]
        guard let rarest = choices.min(by: { $0.count < $1.count }), rarest.count < .max else {
            return "job NOT INDEXED"
        }
        return "job INDEXED BY \(rarest.index)"
    }

    private func total(
        owner: String? = nil, programID: String? = nil, backend: String? = nil
    ) throws -> Int {
        try JobTotals.count(owner: owner, programID: programID, backend: backend, self.database)
    }

    // MARK: - The count

    private func count() throws -> Int {
        guard !self.rows.isEmpty else { return 0 }
        guard let pending = self.filter.pending, !self.isNarrow else { return try self.countAll() }
        // Those that have not ended are few and have an index of their own.
        let unfinished = try self.counted("job INDEXED BY job_unfinished", in: self.rows, pending: true)
        return pending ? unfinished : try self.countAll() - unfinished
    }

    /// Whether the rows themselves are counted.
    private var isNarrow: Bool {
        let choosesMore =
            self.filter.programID != nil || self.filter.backend != nil || self.filter.createdAfter != nil
            || self.filter.createdBefore != nil || self.filter.tags.count > 1
        return self.filter.sessionID != nil || !self.filter.tags.isEmpty && choosesMore
    }

    private func countAll() throws -> Int {
        if self.isNarrow {
            return try self.counted(try self.source(), in: self.rows, pending: self.filter.pending)
        }
        let owner = self.filter.owner?.rawValue
        if let tag = self.filter.tags.first {
            return try JobTotals.count(tag: tag, owner: owner, self.database)
        }
        let programID = self.filter.programID?.rawValue
        if self.filter.createdAfter == nil, self.filter.createdBefore == nil {
            return try self.total(owner: owner, programID: programID, backend: self.filter.backend)
        }
        return try self.countByBlocks(owner, programID)
    }

    /// Whole stretches by their totals, the rest of the range by its rows.
    private func countByBlocks(_ owner: String?, _ programID: String?) throws -> Int {
        let blockRowCount = Int64(JobTotals.blockRowCount)
        let last = try self.database.firstNumber("SELECT MAX(row) FROM job", []) ?? 0
        let end = min(self.rows.upperBound, last + 1)
        guard self.rows.lowerBound < end else { return 0 }
        let first = (self.rows.lowerBound + blockRowCount - 1) / blockRowCount
        // The newest stretch is whole as far as it goes.
        let endBlock = end > last ? last / blockRowCount + 1 : end / blockRowCount
        guard first < endBlock else {
            return try self.counted("job NOT INDEXED", in: self.rows.lowerBound..<end, pending: nil)
        }
        let whole = try JobTotals.count(
            inBlocks: first..<endBlock, owner: owner, programID: programID, backend: self.filter.backend,
            self.database)
        let before = try self.counted(
            "job NOT INDEXED", in: self.rows.lowerBound..<(first * blockRowCount), pending: nil)
        let behind = min(endBlock * blockRowCount, end)
        return try whole + before + self.counted("job NOT INDEXED", in: behind..<end, pending: nil)
    }

    private func counted(_ source: String, in rows: Range<Int64>, pending: Bool?) throws -> Int {
        guard !rows.isEmpty else { return 0 }
        var filter = self.filter
        filter.pending = pending
        let (place, arguments) = Self.conditions(filter, in: rows, readsTags: source.hasPrefix("job_tag"))
        let found = try self.database.firstRow("SELECT COUNT(*) FROM \(source) WHERE \(place)", arguments)
        return found.map { $0[0] } ?? 0
    }

    // MARK: - Conditions

    private typealias Arguments = [(any DatabaseValueConvertible)?]

    /// - Parameter readsTags: whether the rows come from those of the first tag.
    private static func conditions(
        _ filter: JobFilter, in rows: Range<Int64>, readsTags: Bool
    ) -> (place: String, arguments: Arguments) {
        var conditions: [String] = []
        var arguments: Arguments = []
        func add(_ condition: String, _ value: (any DatabaseValueConvertible)?) {
            guard let value else { return }
            conditions.append(condition)
            arguments.append(value)
        }
        let row = readsTags ? "job_tag.job" : "job.row"
        add("\(row) >= ?", rows.lowerBound)
        add("\(row) < ?", rows.upperBound)
        add("job.owner = ?", filter.owner?.rawValue)
        add("job.program_id = ?", filter.programID?.rawValue)
        add("job.backend = ?", filter.backend)
        add("job.session_id = ?", filter.sessionID?.rawValue)
        if let pending = filter.pending { conditions.append("job.is_final = \(pending ? 0 : 1)") }
        for (index, tag) in filter.tags.enumerated() {
            if index == 0, readsTags {
                add("job_tag.tag = ?", tag)
                // A job may have said the same word twice.
                conditions.append(
                    """
                    NOT EXISTS (SELECT 1 FROM job_tag AS earlier WHERE earlier.job = job_tag.job
                        AND earlier.tag = job_tag.tag AND earlier.position < job_tag.position)
                    """)
            } else {
                add("EXISTS (SELECT 1 FROM job_tag WHERE job_tag.job = job.row AND job_tag.tag = ?)", tag)
            }
        }
        return (conditions.joined(separator: " AND "), arguments)
    }
}
