import CustodyAudit
import CustodyConsent
import CustodyCore
import CustodyData
import CustodyIncidents
import CustodyLaw
import CustodyModel

/// Names and numbers that are unlike those of every day.
extension BackendContract {
    static let valuePromises: [ContractPromise<BackendFixture>] = [
        ContractPromise("names that differ are apart, and names that are one are found as one") { fixture in
            let backends = try await fixture.make()
            try await keepAlikeNames(in: backends)
            for (number, name) in alikeNames.enumerated() {
                let same = alikeNames.indices.filter { alikeNames[$0] == name }.map { DataStoreContract.id($0 + 1) }
                let record = try await backends.data.record(DataStoreContract.id(number + 1))
                for kept in [record?.name.rawValue, record?.purposes.first?.rawValue] {
                    try expect(kept?.utf8.elementsEqual(name.utf8) ?? false, "a name of record \(number) is spelt otherwise")
                }
                try expect(
                    try await DataStoreContract.found(backends.data, .heldFor(Purpose(name))), is: same,
                    "records held for the purpose of record \(number)")
                try expect(
                    try await DataStoreContract.found(backends.data, .sealed(RecordName(name), before: 2)), is: same,
                    "records of the kind of record \(number)")
                guard Purpose(name).isWellFormed else { continue }
                let query = ConsentQuery(.objecting, for: Purpose(name), at: DataStoreContract.at)
                let people = try await backends.consent.consents(query).items.map(\.subject)
                try expect(
                    people, is: [DataStoreContract.subject(number + 1)], "who objects to the purpose of record \(number)")
            }
            let terms = alikeNames.map { AuditTerm(.purpose, $0) }
            try await AuditSinkContract.register(Array(terms.dropLast()), in: backends.audit)
            try expect(
                try await AuditSinkContract.register(Array(terms.suffix(1)), in: backends.audit), is: nil,
                "the registration of a name in another spelling")
            let vocabulary = try await backends.audit.vocabulary()
            let codes = Set(terms.compactMap { vocabulary.code(of: $0) })
            try expect(codes.count, is: Set(alikeNames).count, "numbers in the log")
            try expect(vocabulary.names(.purpose).count, is: codes.count, "names in the log")
        },
        ContractPromise("people and what is due are listed by their bytes, whatever the bytes") { fixture in
            let backends = try await fixture.make()
            let (ledger, room) = (backends.consent, IncidentRoom(backends.incidents))
            let people = DataStoreContract.unevenHandles.map { SubjectToken($0) }
            let sorted = people.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
            var unit = UnitOfWork()
            for person in people {
                let event = ConsentEvent(.objected, by: person, for: "marketing", recordedAt: DataStoreContract.at)
                try ledger.stage(.append(event), in: &unit)
            }
            _ = try await unit.commit()
            for limit in [1, 5, 100] {
                let known = try await pages { try await ledger.subjects(after: $0, limit: limit) }
                try expect(known, is: sorted, "whose will is known, in pages of \(limit)")
                let objecting = try await pages { (last: SubjectToken?) in
                    let query = ConsentQuery(
                        .objecting, for: "marketing", at: DataStoreContract.at, after: last, limit: limit)
                    return try await ledger.consents(query).items.map(\.subject)
                }
                try expect(objecting, is: sorted, "who objects, in pages of \(limit)")
            }
            let incidents = people.prefix(6).map { IncidentID($0.handle) }
            for incident in incidents {
                try await room.commit(.open(), expecting: 0, of: incident)
                try await room.commit(room.aware(at: 0), expecting: 1, of: incident)
            }
            let due = sorted.map { IncidentID($0.handle) }.filter(incidents.contains).map {
                DueObligation(due: room.time(72), incident: $0, duty: .gdprAuthority)
            }
            for limit in [1, 4] {
                let lines = try await pages {
                    try await backends.incidents.deadlines(until: room.time(99), after: $0, limit: limit)
                }
                try expect(lines, is: due, "what is due, in pages of \(limit)")
            }
        },
        ContractPromise("a question at the end of a range is answered as any other") { fixture in
            let backends = try await fixture.make()
            let sequence = try await commitEverything(1, to: backends).sequence
            let (subject, last) = (DataStoreContract.subject(1), CommitSequence(rawValue: .max))
            let (first, end) = (Instant(milliseconds: .min), Instant(milliseconds: .max))
            var unit = UnitOfWork()
            try backends.consent.stage(
                .append(ConsentEvent(.withdrawn, by: subject, for: "care", recordedAt: DataStoreContract.at)), in: &unit)
            let withdrawn = try await unit.commit().sequence
            for (time, horizon, state) in [
                (nil, ConsentHorizon.commit(last), ConsentStatus.State.withdrawn), (end, .commit(last), .withdrawn),
                (nil, .instant(end), .withdrawn), (nil, .commit(withdrawn), .withdrawn), (nil, .commit(sequence), .notAsked),
                (first, .latest, .notAsked), (nil, .instant(first), .notAsked), (nil, .commit(.zero), .notAsked),
            ] as [(Instant?, ConsentHorizon, ConsentStatus.State)] {
                let status = try await backends.consent.status(of: subject, purpose: "care", at: time, knownAt: horizon)
                try expect(status.state, is: state, "a will at \(time.map { "\($0)" } ?? "no time"), known at \(horizon)")
            }
            for (query, count) in [
                (AuditQuery(commit: last), 0), (AuditQuery(since: last), 0), (AuditQuery(time: first..<end), 1),
            ] {
                try expect(try await backends.audit.entries(query).count, is: count, "entries of \(query)")
            }
            let identifiers = try await backends.data.identifiers(after: .max, limit: .max)
            try expect(identifiers, is: IdentifierPage([], next: nil), "identifiers behind the last")
            let suppressions = try await backends.data.suppressions(after: .max, limit: .max)
            try expect(suppressions, is: SuppressionPage([], next: nil), "suppressions behind the last")
            for (filter, count) in [
                (RecordQuery.Filter.expiring(before: end), 1), (.expiring(before: first), 0),
                (.sealed("customer", before: .max), 1), (.sealed("customer", before: .min), 0),
            ] {
                let page = try await backends.data.records(RecordQuery(filter, limit: .max))
                try expect(page.records.count, is: count, "records of \(filter)")
                try expect(page.next, is: nil, "the page behind \(filter)")
            }
        },
    ]

    /// Names that are taken for each other where case, spaces or the rest of a long name do not count, or where a name is a pattern; the
    /// last two are one name in two spellings.
    static let alikeNames: [String] = {
        let long = String(repeating: "n", count: 300)
        return ["care", "Care", "care ", " care", "a_b", "axb", "a%", "a", long + "1", long + "2"]
            + ["cafe", "caf\u{e9}", "cafe\u{301}"]
    }()

    /// Everything of a list that is read in pages, each after the last line of the one before.
    private static func pages<Line>(_ page: (Line?) async throws -> [Line]) async throws -> [Line] {
        var (lines, last): ([Line], Line?) = ([], nil)
        repeat {
            let next = try await page(last)
            lines += next
            last = next.last
            try expect(lines.count <= 1000, "the pages never end")
        } while last != nil
        return lines
    }

    /// Keeps a record of each name, held for a purpose of the name, and an objection to the purpose where it can be one of the ledger's.
    private static func keepAlikeNames(in backends: Backends) async throws {
        var unit = UnitOfWork()
        var writes: [RecordWrite] = []
        for (number, name) in alikeNames.enumerated() {
            writes.append(
                .put(DataStoreContract.record(number + 1, name: RecordName(name), for: [Purpose(name)]), expecting: nil))
            guard Purpose(name).isWellFormed else { continue }
            let event = ConsentEvent(
                .objected, by: DataStoreContract.subject(number + 1), for: Purpose(name), recordedAt: DataStoreContract.at)
            try backends.consent.stage(.append(event), in: &unit)
        }
        backends.data.stage(.write(writes), in: &unit)
        _ = try await unit.commit()
    }
}
