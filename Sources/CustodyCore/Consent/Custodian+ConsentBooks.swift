import CustodyAccess
import CustodyAudit
public import CustodyConsent
import CustodyKeys
public import CustodyModel

extension Custodian {
    /// Writes what people decided as JSON Lines that ``importConsents(_:by:)`` takes over. That it was handed out is recorded first.
    ///
    /// - Parameters:
    ///   - subjects: whose, by the names that the lines then bear, which of a token are its digits; nil for everybody, under the digits of
    ///     their tokens, for the store knows nobody's name.
    ///   - reader: who exports; nil when the operator of the store does, which the log says.
    ///   - write: takes one line after another.
    /// - Returns: how many events were written.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits the reader `Action.exportLog`, `unknownSubject`, `erased`;
    ///   and whatever `write` throws.
    @discardableResult
    public func exportConsents(
        of subjects: [SubjectID]? = nil, by reader: Principal?, to write: ([UInt8]) async throws -> Void
    ) async throws -> Int {
        let permit = try await permitReading(by: reader, needing: .exportLog)
        var people: [(SubjectToken, String)] = []
        for subject in subjects ?? [] {
            people.append((try await known(subject, for: .readLog, by: reader), subject.value.exposed))
        }
        _ = try await recordReading(
            .export, .readLog, permit, about: nil,
            [
                "form": .text("consents"),
                "people": subjects.map { .unsigned(UInt64(clamping: $0.count)) } ?? .text("everybody"),
            ])
        if subjects == nil { people = try await facing { try await ConsentExport.everybody(in: backends.consent) } }
        let export = ConsentExport(
            of: backends.consent,
            openText: { try self.sealer.open($0.text, with: self.system.text, at: .text("notice/\($0.hash)")) },
            openEvidence: { sealed, _ in
                let key = try await self.backends.keys.key(sealed.key, provider: self.backends.provider)
                return try self.sealer.open(sealed, with: key, at: Self.evidencePlace)
            })
        do { return try await export.write(people, to: write) } catch let error as KeyError {
            throw CustodianError.facing(error)
        }
    }

    /// Takes over what people decided elsewhere, from JSON Lines: every fault is named by line, the good ones are taken, and
    /// doing it again adds nothing, nor does what this store exported itself. Times are claims of the other system; that it was
    /// taken over now is recorded with each batch. Whoever loses the right to it meanwhile ends it before the next.
    ///
    /// A consent that nobody could record here is a fault: to what is not declared or rests on something else, or to what is
    /// offered to children without their age. So is everything about a person who was erased. What says no is taken whatever is
    /// missing.
    ///
    /// - Parameter principal: who does it; the policy must permit `Action.recordConsent` for every purpose, as a rule that names none does,
    ///   since the lines may be about any; and `Action.changePolicy` where an edition comes of a notice that has another already, for it
    ///   can end the consents of many.
    /// - Throws: ``CustodianError`` with `denied`, also once it is permitted no longer; `busy` when what a batch rests on kept changing;
    ///   `notRecorded`. What was taken before stays, and doing it again goes on from there.
    public func importConsents(
        _ lines: some Sequence<[UInt8]>, by principal: Principal
    ) async throws -> ConsentImport.Report {
        let leave = try await self.leave { try await self.decideOnAllConsent(by: principal, as: .consentImported) }
        var known = UnitOfWork()
        let actor = try await facing { try await self.actor(principal, in: &known) }
        if !known.isEmpty { _ = try await commit(known) }
        let people = ImportedPeople()
        var importer = ConsentImport(
            identify: { name, unit in
                do {
                    let named = try await self.established(SubjectID(name), in: &unit)
                    await people.note(named)
                    return named.token
                } catch let error as CustodianError where error.code == .erased {
                    // Of whom nothing is to be kept, the others are taken all the same.
                    return nil
                }
            },
            sealText: { text, hash in
                try self.sealer.seal(text, with: self.system.text, id: SystemKeys.textID, at: .text("notice/\(hash)"))
            },
            sealEvidence: { evidence, token, _ in
                guard let named = await people.named[token] else {
                    throw CustodianError(.integrity, "the person's log key is missing; run verify")
                }
                return try self.sealed(Sensitive(evidence), of: named)
            })
        importer.isDeclared = { purpose in self.governance.purposes.contains { $0.purpose.isWithin(purpose) } }
        importer.consentFault = { event, line in self.governance.consentFault(event, line) }
        importer.permitEditions = { unit in
            _ = try await self.decide(
                .changePolicy, by: principal, as: .noticeRecorded, at: self.clock.now(), in: &unit)
        }
        importer.isConflict = { Self.isConflict($0) }
        importer.recordBatch = { events, unit in
            let role = try await self.role(by: leave, in: &unit)
            // One leaf for each person, so that each finds in the log what was taken over about them.
            for (token, named) in await people.take() {
                let own = events.filter { $0.subject == token }
                guard !own.isEmpty else { continue }
                _ = try self.backends.audit.stage(
                    AuditEvent(
                        class: .consent, action: .consentImported, decision: .permit, time: self.clock.now(),
                        recordCount: own.count, role: role, actor: actor,
                        subjects: [named.saying(["events": .unsigned(UInt64(clamping: own.count))])]), in: &unit)
            }
            guard events.isEmpty else { return }
            _ = try self.backends.audit.stage(
                AuditEvent(
                    class: .consent, action: .noticeRecorded, decision: .permit, time: self.clock.now(), role: role,
                    actor: actor, system: self.systemPerson(.map(["form": .text("import")]))), in: &unit)
        }
        return try await facing { [importer] in
            do {
                return try await importer.take(lines, into: self.backends.consent, recordedAt: self.clock.now())
            } catch  where Self.isConflict(error) { throw CustodianError.importDisturbed }
        }
    }
}

extension CustodianError {
    static let importDisturbed = CustodianError(
        .busy, "what the import rests on kept changing meanwhile; what was taken before stays, import it again")
}

/// The people of a batch that is being taken over.
private actor ImportedPeople {
    private(set) var named: [SubjectToken: NamedSubject] = [:]

    func note(_ subject: NamedSubject) { named[subject.token] = subject }

    /// Hands them out in one order, and forgets them.
    func take() -> [(SubjectToken, NamedSubject)] {
        defer { named = [:] }
        return named.sorted { $0.key.handle < $1.key.handle }
    }
}
