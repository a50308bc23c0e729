#if SQLite
    import CustodyConsent
    import CustodyData
    import CustodyModel
    import Foundation
    import GRDB

    /// The tables. A migration that was released is never changed; another one follows it.
    ///
    /// Names stand in them as bytes: SQLite ends a text at its first zero, and tells apart what Swift holds to be one.
    enum Schema {
        static var migrator: DatabaseMigrator {
            var migrator = DatabaseMigrator()
            migrator.registerMigration("1") { database in
                for part in [store, data, consent, access, incidents, keys, audit] {
                    try database.execute(sql: part.description)
                }
            }
            migrator.registerMigration("2") { database in
                try database.execute(sql: questions.description)
                try fill(database)
            }
            migrator.registerMigration("3") { try $0.execute(sql: authority.description) }
            return migrator
        }

        /// How many migrations there are: a database with more of them is a newer version's.
        static let editions = migrator.migrations.count

        /// The newest commit that changed what decisions rest on, so that another process sees that it has to look.
        private static let authority: StaticString = "ALTER TABLE store ADD COLUMN authority INTEGER NOT NULL DEFAULT 0"

        /// What finds records by source and by the edition of their schema, and who objects.
        private static let questions: StaticString = """
            ALTER TABLE record ADD COLUMN kind BLOB;
            ALTER TABLE record ADD COLUMN edition INTEGER;
            ALTER TABLE record ADD COLUMN origin BLOB;
            CREATE INDEX record_by_kind ON record (kind, edition, id);
            CREATE INDEX record_by_origin ON record (origin, id) WHERE origin IS NOT NULL;
            CREATE TABLE consent_objection (purpose BLOB, subject BLOB, PRIMARY KEY (purpose, subject)) STRICT, WITHOUT ROWID;
            CREATE INDEX consent_objection_by_subject ON consent_objection (subject);
            """

        /// Reads for those what an earlier edition stored without.
        private static func fill(_ database: Database) throws {
            for row in try database.rows("SELECT id, body FROM record") {
                let record: StoredRecord = try row.decoded(1)
                try database.run(
                    "UPDATE record SET kind = ?, edition = ?, origin = ? WHERE id = ?", record.name.data, record.schemaVersion,
                    record.origin?.data, record.id.data)
            }
            for row in try database.rows("SELECT DISTINCT subject FROM consent_event") {
                let subject = SubjectToken(try row.handle(0))
                for purpose in try ConsentTables(database).timeline(of: subject).objectedPurposes {
                    try database.run("INSERT INTO consent_objection VALUES (?, ?)", purpose.data, subject.data)
                }
            }
        }

        /// Which store it is, how far it has come, and what retries have done.
        private static let store: StaticString = """
            CREATE TABLE store (
                one INTEGER PRIMARY KEY CHECK (one = 1), id BLOB NOT NULL, controller BLOB NOT NULL,
                sequence INTEGER NOT NULL, life INTEGER NOT NULL
            ) STRICT;
            CREATE TABLE idempotency (key BLOB PRIMARY KEY, request BLOB NOT NULL, sequence INTEGER NOT NULL)
                STRICT, WITHOUT ROWID;
            """

        private static let data: StaticString = """
            CREATE TABLE subject (token BLOB PRIMARY KEY, version INTEGER NOT NULL) STRICT, WITHOUT ROWID;
            CREATE TABLE record (
                id BLOB PRIMARY KEY, subject BLOB NOT NULL, fields INTEGER NOT NULL, expiry INTEGER, body BLOB NOT NULL
            ) STRICT;
            CREATE INDEX record_by_subject ON record (subject, id);
            CREATE INDEX record_by_expiry ON record (expiry, id) WHERE expiry IS NOT NULL;
            CREATE TABLE record_purpose (purpose BLOB, record BLOB REFERENCES record ON DELETE CASCADE, PRIMARY KEY (purpose, record))
                STRICT, WITHOUT ROWID;
            CREATE INDEX record_purpose_by_record ON record_purpose (record);
            CREATE TABLE begun_erasure (place INTEGER PRIMARY KEY AUTOINCREMENT, subject BLOB UNIQUE NOT NULL, body BLOB NOT NULL) STRICT;
            CREATE TABLE bound (place INTEGER PRIMARY KEY AUTOINCREMENT, handle BLOB UNIQUE NOT NULL) STRICT;
            CREATE TABLE binding (entry BLOB PRIMARY KEY, handle BLOB NOT NULL, version INTEGER, note BLOB) STRICT, WITHOUT ROWID;
            CREATE INDEX binding_by_handle ON binding (handle, entry);
            CREATE TABLE suppression (
                place INTEGER PRIMARY KEY AUTOINCREMENT, entry BLOB UNIQUE NOT NULL, body BLOB NOT NULL
            ) STRICT;
            """

        private static let consent: StaticString = """
            CREATE TABLE consent_event (
                subject BLOB, number INTEGER, sequence INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (subject, number)
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE consent_given (purpose BLOB, subject BLOB, PRIMARY KEY (purpose, subject)) STRICT, WITHOUT ROWID;
            CREATE INDEX consent_given_by_subject ON consent_given (subject);
            CREATE TABLE notice (hash BLOB PRIMARY KEY, summary BLOB NOT NULL, body BLOB NOT NULL) STRICT;
            CREATE TABLE notice_book (one INTEGER PRIMARY KEY CHECK (one = 1), body BLOB NOT NULL) STRICT;
            """

        private static let access: StaticString = """
            CREATE TABLE policy (version INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
            CREATE TABLE access_change (number INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
            CREATE TABLE principal_key (
                place INTEGER PRIMARY KEY AUTOINCREMENT, public_key BLOB UNIQUE NOT NULL, principal BLOB NOT NULL, body BLOB NOT NULL
            ) STRICT;
            CREATE INDEX principal_key_by_principal ON principal_key (principal, place);
            """

        /// Of an incident its steps are kept, each with its commit: by the rules they make the incident again.
        private static let incidents: StaticString = """
            CREATE TABLE incident (
                place INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB UNIQUE NOT NULL, is_open INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX incident_open ON incident (place) WHERE is_open = 1;
            CREATE TABLE incident_step (
                incident BLOB, number INTEGER, sequence INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (incident, number)
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE incident_due (due INTEGER, incident BLOB, duty BLOB, PRIMARY KEY (due, incident, duty)) STRICT, WITHOUT ROWID;
            CREATE INDEX incident_due_by_incident ON incident_due (incident);
            """

        /// What is known about keys. The keys themselves never stand in the database.
        private static let keys: StaticString = """
            CREATE TABLE key_entry (
                owner BLOB, class INTEGER, slot INTEGER UNIQUE NOT NULL, fingerprint BLOB NOT NULL, state INTEGER NOT NULL,
                changed INTEGER NOT NULL, PRIMARY KEY (owner, class)
            ) STRICT;
            CREATE INDEX key_entry_unfinished ON key_entry (slot) WHERE state = 1;
            """

        private static let audit: StaticString = """
            CREATE TABLE audit_log (
                log INTEGER PRIMARY KEY, size INTEGER NOT NULL, pruned INTEGER NOT NULL, released INTEGER NOT NULL,
                removed INTEGER NOT NULL
            ) STRICT;
            INSERT INTO audit_log VALUES (0, 0, 0, 0, 0), (1, 0, 0, 0, 0);
            CREATE TABLE audit_leaf (
                log INTEGER, place INTEGER, sequence INTEGER NOT NULL, time INTEGER NOT NULL, is_control INTEGER NOT NULL,
                body BLOB NOT NULL, PRIMARY KEY (log, place)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX audit_leaf_by_sequence ON audit_leaf (log, sequence);
            CREATE TABLE audit_part (
                log INTEGER, place INTEGER, position INTEGER, class INTEGER NOT NULL, reference BLOB NOT NULL, month INTEGER NOT NULL,
                commitment BLOB NOT NULL, box BLOB, erased_log INTEGER, erased_place INTEGER, pruned_sequence INTEGER,
                PRIMARY KEY (log, place, position)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX audit_part_by_reference ON audit_part (reference, log, place);
            CREATE TABLE audit_node (log INTEGER, level INTEGER, place INTEGER, hash BLOB NOT NULL, PRIMARY KEY (log, level, place))
                STRICT, WITHOUT ROWID;
            CREATE TABLE audit_month (log INTEGER, month INTEGER, PRIMARY KEY (log, month)) STRICT, WITHOUT ROWID;
            CREATE TABLE audit_rotation (log INTEGER, place INTEGER, PRIMARY KEY (log, place)) STRICT, WITHOUT ROWID;
            CREATE TABLE audit_vocabulary (one INTEGER PRIMARY KEY CHECK (one = 1), sequence INTEGER NOT NULL, body BLOB NOT NULL) STRICT;
            CREATE TABLE audit_erased (handle BLOB PRIMARY KEY, sequence INTEGER NOT NULL) STRICT, WITHOUT ROWID;
            CREATE TABLE audit_checkpoint (log INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
            """
    }
#endif
