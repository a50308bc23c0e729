import Crypto
public import CustodyAudit
import CustodyConsent
import CustodyData
import CustodyKeys
public import CustodyModel

extension Custodian {
    /// Draws up everything that is held about a person, for that person (GDPR Art. 15): the data with where each value came from, what it is
    /// used for and how long it is kept, recipients, consents, notices, requests, and what was done with it. What concerns others too is
    /// named and not shown.
    ///
    /// It comes as `data.json`, `report.html` and a signed `manifest.json`, which `PackageManifest` checks without the store. Memory does not
    /// grow with the data. That it was drawn up is recorded before the first byte is given.
    /// - Parameters:
    ///   - request: the request that it answers; nil when the person draws it up without one.
    ///   - principal: who draws it up; nil when the operator of the store does, which the log says.
    ///   - write: adds bytes to the end of the file with that name. Files come one after another, the manifest last.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits `Action.exportPerson`, `erased`, `unknownSubject`, `busy` when
    ///   the data changed meanwhile; and whatever `write` throws.
    @discardableResult
    public func accessPackage(
        of subject: SubjectID, for request: RequestID? = nil, by principal: Principal?,
        write: @escaping (_ file: String, _ bytes: [UInt8]) async throws -> Void
    ) async throws -> PackageManifest {
        try await package(.access, of: subject, for: request, by: principal, write)
    }

    /// Draws up what a person can take along (GDPR Art. 20): what the person gave, for purposes on consent or for a contract, as JSON with a
    /// signed manifest. A record of which it is no longer known who gave it, since a part of it was erased, is left out.
    ///
    /// - Throws: as ``accessPackage(of:for:by:write:)``.
    @discardableResult
    public func portabilityPackage(
        of subject: SubjectID, for request: RequestID? = nil, by principal: Principal?,
        write: @escaping (_ file: String, _ bytes: [UInt8]) async throws -> Void
    ) async throws -> PackageManifest {
        try await package(.portability, of: subject, for: request, by: principal, write)
    }

    private func package(
        _ form: PackageManifest.Form, of subject: SubjectID, for request: RequestID?, by principal: Principal?,
        _ write: @escaping PackageFile.Write
    ) async throws -> PackageManifest {
        let permit = try await permitReading(by: principal, as: .exportPerson, needing: .exportPerson)
        let token = try await known(subject, for: .exportPerson, by: permit.reader)
        let receipt = try await recordReading(
            .export, .exportPerson, permit, about: token,
            ["form": .text(form.rawValue), "request": request.map { .bytes($0.bytes) } ?? .null])
        guard let receipt else { throw CustodianError(.integrity, "the log gave no receipt; run verify") }
        let head = PackageFile.Head(form: form, controller: backends.controller, drawnUpAt: clock.now())
        var content = try await readingPackage {
            PackageContent(
                form: form, subject: subject, tokens: try await self.tokens(of: token), receipt: receipt,
                versions: try await self.versions(of: token))
        }
        var files: [ExportManifest.File] = []
        let names = form == .access ? [PackageManifest.dataName, PackageManifest.reportName] : [PackageManifest.dataName]
        for name in names {
            (content.records, content.withheld) = (0, 0)
            var file = try await PackageFile(name, head, write)
            try await readingPackage { try await self.fill(&file, &content) }
            files.append(try await file.close())
        }
        // Two files that tell two states would be none that the person can rely on.
        guard try await readingPackage({ try await self.versions(of: token) }) == content.versions else {
            throw CustodianError(.busy, "the person's data changed while they were drawn up; draw them up again")
        }
        let manifest = try PackageManifest(
            form, of: backends.store, at: head.drawnUpAt, records: content.records, withheld: content.withheld, files: files,
            signedWith: try signingKey())
        try await write(PackageManifest.name, manifest.bytes)
        return manifest
    }

    /// What a backend throws is told in the caller's words, and what the caller's own closure throws is thrown as it is.
    private func readingPackage<Result>(_ body: () async throws -> Result) async throws -> Result {
        do { return try await body() } catch let error as KeyError { throw CustodianError.facing(error) } catch let error
            as DataError
        {
            throw CustodianError.facing(error)
        } catch let error as AuditError { throw CustodianError.facing(error) } catch let error as DecodingError {
            throw CustodianError.facing(error)
        }
    }

    private func versions(of subject: SubjectToken) async throws -> [CommitSequence?] {
        var versions: [CommitSequence?] = []
        for token in try await tokens(of: subject) {
            versions.append(try await backends.data.subjectVersion(token))
            versions.append(try await backends.consent.standing(of: token).head)
        }
        return versions
    }

    private func fill(_ file: inout PackageFile, _ content: inout PackageContent) async throws {
        if content.form == .access { try await addPurposes(to: &file) }
        try await addRecords(to: &file, &content)
        guard content.form == .access else { return }
        try await addRecipients(to: &file, content)
        try await addConsents(to: &file, content)
        try await addRequests(to: &file, content)
        try await addInformation(to: &file, content)
        try await addLog(to: &file, content)
    }
}

/// What a package is drawn up from, and what was counted.
struct PackageContent {
    var form: PackageManifest.Form
    var subject: SubjectID
    var tokens: [SubjectToken]
    var receipt: AuditReceipt
    var versions: [CommitSequence?]
    var records: UInt64 = 0
    var withheld: UInt64 = 0
}
