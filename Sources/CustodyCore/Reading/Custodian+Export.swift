import Crypto
public import CustodyAudit
import CustodyKeys
public import CustodyModel

extension Custodian {
    /// Hands out a part of the log as a bundle that is checked without the store: for each log a file of entries and a signed
    /// checkpoint, and a manifest over them. `ExportBundle` checks it. That it was handed out, what for and what was asked for, is
    /// recorded before the first byte is given.
    ///
    /// With a filter each entry comes with its way to the root; without one every entry is there, and the whole tree is checked.
    /// Nobody is named but for two: the one whose data the filter asks for, and who acted where `disclosure` decides so. What the
    /// store keeps for itself stays sealed.
    ///
    /// - Parameters:
    ///   - filter: which entries; the log that it names, or both.
    ///   - purpose: what for, in words. It stands in the manifest and in the log, and must not be personal.
    ///   - reader: who exports; nil when the operator of the store does, which the log says.
    ///   - disclosure: the decision to name those who acted. It needs the permission `Action.revealActors` and is recorded with
    ///     its reason.
    ///   - write: adds bytes to the end of the file with that name. Files come one after another, the manifest last.
    /// - Returns: the manifest; its digest stands for the bundle. A prune takes another export: ``exportForPruning(_:by:write:)``.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits the reader `Action.exportLog`, `erased`,
    ///   `unknownSubject`, `unknownPurpose`, `invalidInput` when no purpose is given, `integrity` when the log is not what was
    ///   signed; and whatever `write` throws.
    public func exportLog(
        _ filter: LogFilter = LogFilter(), as form: ExportForm, for purpose: String, by reader: Principal?,
        naming disclosure: ActorDisclosure? = nil, write: (_ file: String, _ bytes: [UInt8]) async throws -> Void
    ) async throws -> ExportManifest {
        guard purpose.isSaid else {
            throw CustodianError(.invalidInput, "say what the log is exported for")
        }
        let permit = try await permitReading(by: reader, needing: .exportLog)
        let people = try await people(of: filter, for: permit)
        try await record(disclosure, about: people.subject)
        _ = try await recordReading(
            .export, .readLog, permit, about: people.subject,
            [
                "form": .text(form.rawValue), "purpose": .text(purpose), "filter": .map(filter.recorded),
                "principal": people.principal.map { .bytes($0.bytes) } ?? .null, "actors": .bool(disclosure != nil),
            ])
        let query = try await query(filter, about: people)
        let logs = filter.log.map { [$0] } ?? AuditLog.allCases
        for log in logs { _ = try await checkpoint(log) }
        var request = ExportRequest(
            form, of: logs, matching: filter.isEverything ? nil : query, for: purpose, filter: filter.told, at: clock.now())
        request.openers = try await openers(people.subject, naming: disclosure != nil)
        return try await facingLog { [request] in try await self.backends.audit.export(request, write: write) }
    }

    private func openers(
        _ subject: SubjectToken?, naming isNaming: Bool
    ) async throws -> [AuditReference: AuditIdentity] {
        var openers = isNaming ? try await ActorNames(self).identities : [:]
        guard let subject else { return openers }
        let theirs = try await facing { try await self.openers(of: self.tokens(of: subject)) }
        openers.merge(theirs.identities) { $1 }
        return openers
    }
}

extension LogFilter {
    /// Whether it narrows nothing down but the log.
    var isEverything: Bool {
        subject == nil && principal == nil && since == nil && time == nil && actions == nil && purposes == nil
            && decisions == nil
    }

    /// What was asked for, as a manifest tells it: whether somebody was named, but not who.
    var told: [String: [String]] {
        var told: [String: [String]] = [:]
        if let log { told["log"] = [log.rawValue] }
        if subject != nil { told["subject"] = ["one person"] }
        if principal != nil { told["principal"] = ["one principal"] }
        if let since { told["since"] = ["\(since)"] }
        if let time { told["time"] = ["\(time.lowerBound)", "\(time.upperBound)"] }
        if let actions { told["actions"] = actions.map(\.description).sorted() }
        if let purposes { told["purposes"] = purposes.map(\.rawValue).sorted() }
        if let decisions { told["decisions"] = decisions.map { "\($0)" }.sorted() }
        return told
    }
}
