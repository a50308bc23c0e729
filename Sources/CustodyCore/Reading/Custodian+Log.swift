import Crypto
import CustodyAudit
import CustodyKeys
public import CustodyModel

extension Custodian {
    /// Every recorded event about a person, oldest first. That it was read is itself recorded.
    ///
    /// - Throws: ``CustodianError`` with `erased` or `unknownSubject`.
    public func log(of subject: SubjectID) async throws -> [LogLine] {
        let token = try await known(subject)
        let key = try await facing { try await backends.keys.key(KeyID(token.handle, .log), provider: backends.provider) }
        try await retrying {
            var unit = UnitOfWork()
            _ = try self.backends.audit.stage(
                AuditEvent(
                    class: .access, action: .readLog, time: self.clock.now(), subjects: try await self.subjects(token)),
                in: &unit)
            return try await self.commit(unit)
        }
        return try await facing {
            let vocabulary = try await backends.audit.vocabulary()
            return try await backends.audit.entries(about: AuditIdentity(token.handle, key: key, as: .subject))
                .map { try Self.line($0, vocabulary) }
                .sorted { ($0.commit, $0.place) < ($1.commit, $1.place) }
        }
    }

    /// Every recorded event, in the order of its commits. It names nobody.
    public func log() async throws -> [LogLine] {
        try await facing {
            var lines: [LogLine] = []
            let vocabulary = try await backends.audit.vocabulary()
            for log in AuditLog.allCases {
                try await page(AuditQuery(log: log)) { lines.append(try Self.line($0, vocabulary)) }
            }
            return lines.sorted { ($0.commit, $0.place) < ($1.commit, $1.place) }
        }
    }

    private func page(_ query: AuditQuery, _ body: (AuditEntry) throws -> Void) async throws {
        var query = query
        while true {
            let entries = try await backends.audit.entries(query)
            for entry in entries { try body(entry) }
            guard let last = entries.last, entries.count == query.limit else { return }
            query.from = last.index + 1
        }
    }

    private static func line(_ entry: AuditEntry, _ vocabulary: AuditVocabulary) throws -> LogLine {
        let leaf = try entry.leaf()
        return LogLine(
            place: entry.place, commit: leaf.commit, time: leaf.time, auditClass: "\(leaf.auditClass)",
            action: "\(leaf.action)",
            decision: "\(leaf.decision)", purpose: vocabulary.purpose(of: leaf), categories: vocabulary.categories(of: leaf),
            role: vocabulary.role(of: leaf), recordCount: leaf.recordCount, leafHash: entry.leafHash.hex)
    }
}
