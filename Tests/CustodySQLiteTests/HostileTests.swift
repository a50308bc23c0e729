#if SQLite
    import CustodyAudit
    import CustodyConsent
    import CustodyCore
    import CustodyData
    import CustodyIncidents
    import CustodyLaw
    import CustodyModel
    @testable import CustodySQLite
    import CustodyTesting
    import GRDB
    import Testing

    /// What is not a name in practice, wherever a name or a text can be given.
    @Suite("Hostile strings in every parameter change nothing", .serialized)
    struct HostileTests {
        static let strings = [
            "'; DROP TABLE record; --", "'); DELETE FROM audit_leaf; --", "\" OR \"\"=\"", "a\0b", "?1", ":name", "$x", "@x",
            "%", "_", "\\", "",
            "x'00'", "\u{202e}\u{0}\u{FFFD}", "é", "e\u{301}", "NULL", "1; PRAGMA synchronous = OFF",
        ]

        @Test("neither the schema, nor a setting, nor any other row", arguments: strings)
        func nothing(_ text: String) async throws {
            try await SQLiteBed.fresh { bed in
                let backends = try await SQLiteBackend.create(
                    at: "\(bed.directory)/1", controller: ControllerID(text), keys: bed.provider)
                try await BackendContract.commitEverything(1, to: backends)
                let before = try await Self.shape(backends)
                try await Self.commit(text, to: backends)
                try await BackendContract.commitEverything(2, to: backends)
                let after = try await Self.shape(backends)
                #expect(after.schema == before.schema)
                #expect(after.settings == before.settings)
                #expect(after.records == before.records + 2)
                #expect(try await backends.audit.verify().isIntact)
                try await backends.close()

                // And it reads back to the byte, from the file.
                let reopened = try await bed.reopened()
                #expect(Array(reopened.controller.rawValue.utf8) == Array(ControllerID(text).data.dropLast()))
                let cast = DifferentialCast()
                let record = try #require(try await reopened.data.record(cast.record(0, 0)))
                #expect(record.name.rawValue.utf8.elementsEqual(text.utf8))
                #expect(record.fields.keys.contains { $0.rawValue.utf8.elementsEqual(text.utf8) })
                let held = try await reopened.data.records(RecordQuery(.heldFor(Purpose(text))))
                #expect(held.records.map(\.id) == [record.id])
                let notice = try #require(try await reopened.consent.notice(NoticeHash(of: Array(text.utf8))))
                #expect(notice.version.utf8.elementsEqual("v\(text)".utf8))
                let names = try await reopened.audit.vocabulary()
                #expect(names.code(of: AuditTerm.role(RoleID(text))) != nil)
                try await reopened.close()
            }
        }

        private static func shape(_ backends: Backends) async throws -> (schema: [String], settings: [[Int]], records: Int) {
            let coordinator = try #require(backends.coordinator as? SQLiteCoordinator)
            let schema = try await coordinator.database.read {
                try String.fetchAll($0, sql: "SELECT coalesce(sql, name) FROM sqlite_schema ORDER BY name")
            }
            return (schema, try coordinator.database.settings(), try await backends.data.counts().records)
        }

        /// One unit in which everything that can be called something is called that.
        private static func commit(_ text: String, to backends: Backends) async throws {
            let cast = DifferentialCast()
            var record = cast.record(cast.record(0, 0), of: cast.subject(0), for: [Purpose(text)], expiry: 5)
            record.name = RecordName(text)
            let field = StoredField(value: cast.sealed(1, cast.plain), category: DataCategory(text))
            record.fields[FieldName(text)] = field
            var notice = cast.notice(0)
            notice.hash = NoticeHash(of: Array(text.utf8))
            // The rules of consent refuse everything else of a notice that is not well-formed.
            notice.version = "v" + text
            var event = AuditEvent(.access, .read, .permit, at: cast.at)
            (event.purpose, event.role, event.categories) = (Purpose(text), RoleID(text), [DataCategory(text)])
            event.subjects = [
                AuditPerson(
                    handle: cast.identity(0).handle, key: cast.identity(0).key, keyClass: .subject, payload: .text(text))
            ]
            var unit = UnitOfWork()
            _ = try backends.audit.stage(
                registering: [.purpose(Purpose(text)), .role(RoleID(text)), .category(DataCategory(text))], system: cast.system,
                at: cast.at, in: &unit)
            _ = try backends.audit.stage(event, in: &unit)
            backends.data.stage(.write([.put(record, expecting: nil)]), in: &unit)
            let note = IdentifierNote(version: 1, field: IdentifierField(text), name: cast.sealed(2, .text))
            backends.data.stage(.bind(cast.index(0, 0), to: cast.subject(0).handle, noting: note), in: &unit)
            try backends.consent.stage(.record(notice), in: &unit)
            try backends.consent.stage(
                .append(ConsentEvent(.objected, by: cast.subject(0), for: "marketing", recordedAt: cast.at)), in: &unit)
            try backends.incidents.stage(
                IncidentChange(
                    cast.incident(0), expecting: 0,
                    .open(title: cast.sealed(3, .text), role: .controller, occurred: nil, detected: nil), recordedAt: cast.at,
                    actor: cast.principal(0), key: nil), in: &unit)
            _ = try await unit.commit()
        }
    }
#endif
