import CustodyAudit
import CustodyData
import CustodyKeys
import CustodyLaw
import CustodyModel

extension Custodian {
    /// So many records are in memory at once.
    private static var page: Int { 256 }

    func addPurposes(to file: inout PackageFile) async throws {
        try await file.begin(.purposes)
        for declaration in governance.purposes {
            let rights = RightOnBasis.table.filter { $0.basis == declaration.basis && $0.answer.isPossible }
            let names = rights.map { "\($0.right.rawValue) (\($0.reference))" }
            try await file.add(
                PackageRow(
                    .record([
                        "purpose": .text(declaration.purpose.rawValue), "basis": .text(declaration.basis.rawValue),
                        "recognisedInterest": declaration.recognisedInterest.map { .text($0.rawValue) },
                        "rights": .array(names.map { .text($0) }),
                    ]), declaration.purpose.rawValue, declaration.statedBasis, names.joined(separator: ", ")))
        }
        try await file.end()
    }

    func addRecords(to file: inout PackageFile, _ content: inout PackageContent) async throws {
        try await file.begin(.records)
        let rules = try await retentionRules()
        for token in content.tokens {
            let moments = rules.needsMoments ? try await moments(of: token) : nil
            var after: RecordID?
            while true {
                let page = try await backends.data.records(of: token, after: after, limit: Self.page)
                guard let last = page.last else { break }
                for record in page {
                    try await add(record, to: &file, &content) { rules.end(of: $0, $1, in: record, moments) }
                }
                after = last.id
            }
        }
        try await file.end()
    }

    private func add(
        _ record: StoredRecord, to file: inout PackageFile, _ content: inout PackageContent,
        ending: (FieldName, StoredField) -> RetentionRules.End
    ) async throws {
        let source = try await source(of: record)
        var names = Set(record.fields.keys)
        if content.form == .portability {
            guard source == .subject else { return }
            names = names.filter { isPortable($0, of: record) }
            guard !names.isEmpty else { return }
        }
        // What no schema says is not known to be about the person alone.
        let open = names.filter { governance.field($0, of: record).map { $0.concernsOthers != true } ?? false }
        let permit = Permit(toThePerson: open, of: record.id, recorded: content.receipt)
        let values = try await permit.open(
            ShownRecord(record), sealer: sealer, keys: backends.keys, provider: backends.provider)
        content.records += 1
        content.withheld += UInt64(names.count - open.count)
        var (fields, cells): ([JSONValue], [[String]]) = ([], [])
        for name in names.sorted() {
            guard let stored = record.fields[name] else { continue }
            let field = governance.field(name, of: record)
            let purposes = field.map { field in record.purposes.filter(field.isHeld) } ?? record.purposes
            let value = values[name].map { JSONValue($0) }
            let withheld = value == nil ? "about others too (GDPR Art. 15(4))" : nil
            let end = ending(name, stored)
            let retention = field.map { field in
                end.period ?? field.retention.period.map { "\($0)" } ?? "while a purpose needs it"
            }
            fields.append(
                .record([
                    "field": .text(name.rawValue), "category": .text(stored.category.rawValue), "value": value,
                    "withheld": withheld.map { .text($0) },
                    "purposes": .array(
                        purposes.map { purpose in
                            .record([
                                "purpose": .text(purpose.rawValue),
                                "basis": governance.declaration(of: purpose).map { .text($0.basis.rawValue) },
                            ])
                        }),
                    "verifiedAt": stored.verifiedAt.map { .text("\($0)") },
                    "retention": retention.map { .text($0) }, "keptUntil": end.at.map { .text("\($0)") },
                    "keptFor": stored.keptFor.map { .text($0.rawValue) },
                ]))
            cells.append([
                name.rawValue, value?.shown ?? "withheld: \(withheld ?? "")", stored.category.rawValue,
                purposes.map(\.rawValue).joined(separator: ", "), stored.verifiedAt?.shown ?? "",
                end.at?.shown ?? retention ?? "",
            ])
        }
        let giver =
            switch source {
            case .subject: "you"
            case .other(let text): text
            case nil: "a source that is no longer known"
            }
        try await file.add(
            PackageRow(
                .record([
                    "record": .text(record.id.description), "kind": .text(record.name.rawValue),
                    "collectedAt": .text("\(record.collectedAt)"), "source": .text(source?.text ?? "no longer known"),
                    "commit": .unsigned(record.receipt.rawValue), "fields": .array(fields),
                ]),
                heading: "\(record.name), from \(giver), on \(record.collectedAt.shown)", cells: cells)
        )
    }

    /// Where a record came from; nil when that is not known any more. It is sealed with a part of the values, and goes when they are
    /// erased while others stay: whoever gave what is left may have been somebody else.
    func source(of record: StoredRecord) async throws -> DataSource? {
        guard let sealed = record.source else { return nil }
        let key = try await backends.keys.key(sealed.key, provider: backends.provider)
        let text = String(
            decoding: try sealer.open(sealed, with: key, at: .text("source/\(record.id)")), as: UTF8.self)
        return text == DataSource.subject.text ? .subject : .other(String(text.trimmingPrefix("other: ")))
    }

    /// Whether the person can take the value along: it is used on consent or for a contract (GDPR Art. 20(1)).
    private func isPortable(_ name: FieldName, of record: StoredRecord) -> Bool {
        guard let field = governance.schema(of: record)?[name], record.fields[name]?.keptFor == nil else { return false }
        return record.purposes.filter(field.isHeld).contains { purpose in
            governance.declaration(of: purpose).flatMap { RightOnBasis.answer(.portability, on: $0.basis) }?.isPossible ?? false
        }
    }
}
