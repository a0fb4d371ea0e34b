import GRDB
import RuntimeModel

/// Every change of the schema there ever was, in order. Added to, never edited.
enum StoreMigrations {
    /// Brings an older store to the current schema.
    ///
    /// - Throws: `store.failed` for a store that a newer version of this program has written.
    static func apply(to writer: some DatabaseWriter) throws {
        let migrator = Self.migrator
        guard try !writer.read(migrator.hasBeenSuperseded) else {
            throw RuntimeError(
                .storeFailed, "The store was written by a newer version of this program; use that one.")
        }
        try migrator.migrate(writer)
    }

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration(Migration0001CreateTables.name, migrate: Migration0001CreateTables.apply)
        migrator.registerMigration(Migration0002JobLists.name, migrate: Migration0002JobLists.apply)
        migrator.registerMigration(
            Migration0003AccountsAndPrograms.name, migrate: Migration0003AccountsAndPrograms.apply)
        migrator.registerMigration(Migration0004Sessions.name, migrate: Migration0004Sessions.apply)
        migrator.registerMigration(Migration0005Retention.name, migrate: Migration0005Retention.apply)
        migrator.registerMigration(
            Migration0006UnusedBodies.name, migrate: Migration0006UnusedBodies.apply)
        migrator.registerMigration(Migration0007JobRecords.name, migrate: Migration0007JobRecords.apply)
        migrator.registerMigration(Migration0008Reruns.name, migrate: Migration0008Reruns.apply)
        return migrator
    }
}
