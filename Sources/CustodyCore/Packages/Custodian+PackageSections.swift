import CustodyAudit
import CustodyConsent
import CustodyData
import CustodyGovernance
import CustodyKeys
import CustodyLaw
import CustodyModel

extension Custodian {
    func addRecipients(to file: inout PackageFile, _ content: PackageContent) async throws {
        try await file.begin(.recipients)
        for token in content.tokens {
            for share in try await shares(of: token) {
                let recipient = share.recipient
                let safeguard = recipient.transfer.map { "\($0.tool.reference): \($0.document.reference)" }
                let fields = share.fields.keys.sorted().map { "\(share.name).\($0)" }
                try await file.add(
                    PackageRow(
                        .record([
                            "recipient": .text(recipient.name), "role": .text(recipient.role.rawValue),
                            "country": .text(recipient.country), "safeguard": safeguard.map { .text($0) },
                            "record": .text(share.record.description), "fields": .array(fields.map { .text($0) }),
                            "purposes": .array(share.purposes.map { .text($0.rawValue) }),
                            "first": .text("\(share.first)"), "last": .text("\(share.last)"),
                            "times": .unsigned(UInt64(clamping: share.times)),
                        ]),
                        recipient.name, recipient.role.rawValue, recipient.country, safeguard ?? "",
                        fields.joined(separator: ", "), share.purposes.map(\.rawValue).joined(separator: ", "), share.last.shown
                    )
                )
            }
        }
        try await file.end()
    }

    func addConsents(to file: inout PackageFile, _ content: PackageContent) async throws {
        var shown: Set<NoticeHash> = []
        try await file.begin(.consents)
        for token in content.tokens {
            for entry in try await backends.consent.history(of: token) {
                let event = entry.event
                if let notice = event.notice { shown.insert(notice) }
                let evidence = try await opened(event.evidence, at: Self.evidencePlace)
                let how = [event.details?.method?.rawValue, event.details?.channel?.rawValue].compactMap(\.self)
                try await file.add(
                    PackageRow(
                        .record([
                            "kind": .text(event.kind.rawValue), "purpose": event.purpose.map { .text($0.rawValue) },
                            "occurredAt": .text("\(event.occurredAt)"), "recordedAt": .text("\(event.recordedAt)"),
                            "explicit": .bool(event.explicit), "notice": event.notice.map { .text($0.description) },
                            "how": .array(how.map { .text($0) }),
                            "validUntil": event.details?.validUntil.map { .text("\($0)") }, "evidence": evidence,
                        ]),
                        event.recordedAt.shown, event.kind.rawValue, event.purpose?.rawValue ?? "everything",
                        how.joined(separator: ", "), evidence?.shown ?? ""))
            }
        }
        try await file.end()
        try await file.begin(.notices)
        for hash in shown.sorted() {
            guard let notice = try await backends.consent.noticeSummary(hash) else { continue }
            let text = JSONValue.readable(try await noticeText(hash))
            try await file.add(
                PackageRow(
                    .record([
                        "notice": .text(hash.description), "version": .text(notice.version),
                        "language": .text(notice.language), "text": text,
                    ]), notice.version, notice.language, text.shown))
        }
        try await file.end()
    }

    func addRequests(to file: inout PackageFile, _ content: PackageContent) async throws {
        try await file.begin(.requests)
        for token in content.tokens {
            for kept in try await keptRequests(KeptRequest.about(token)) {
                let request = kept.request
                let words = try await opened(kept.words, at: KeptRequest.wordsPlace(of: request.id))
                let evidence = try await opened(kept.evidence, at: KeptRequest.evidencePlace(of: request.id))
                var decision = "open"
                switch request.decision {
                case .none: break
                case .granted: decision = "granted"
                case .refused(let ground):
                    decision = "refused: \(ground) (\(ground.reference ?? ""))"
                    if let refusal = try await refusal(in: kept) {
                        decision += ", \(refusal.reason); complaint to \(refusal.complaintTo), or before \(refusal.court)"
                    }
                case .takenBack: decision = "taken back"
                }
                try await file.add(
                    PackageRow(
                        .record([
                            "request": .text(request.id.description), "kind": .text(request.kind.rawValue),
                            "law": .text(request.law.rawValue), "received": .text("\(request.received)"),
                            "identity": .text(request.identity.rawValue), "decision": .text(decision),
                            "execution": .text(request.execution.rawValue), "words": words, "evidence": evidence,
                        ]),
                        request.received.shown, request.kind.rawValue, request.law.rawValue,
                        "\(decision), \(request.execution.rawValue)", words?.shown ?? ""))
            }
        }
        try await file.end()
    }

    func addLog(to file: inout PackageFile, _ content: PackageContent) async throws {
        try await file.begin(.log)
        let (query, _) = try await query(LogFilter(subject: content.subject))
        let vocabulary = try await backends.audit.vocabulary()
        let openers = try await self.openers(of: content.tokens)
        for try await entry in AuditEntries(of: backends.audit, matching: query) {
            let line = try LogLine(entry, vocabulary)
            let said = try openers.said(in: entry).map { JSONValue($0) }
            let (action, decision, categories) = ("\(line.action)", "\(line.decision)", line.categories.map(\.rawValue))
            try await file.add(
                PackageRow(
                    .record([
                        "time": .text("\(line.time)"), "action": .text(action), "decision": .text(decision),
                        "purpose": line.purpose.map { .text($0.rawValue) },
                        "categories": .array(categories.map { .text($0) }), "role": line.role.map { .text($0.rawValue) },
                        "said": said,
                    ]),
                    line.time.shown, action, decision, line.purpose?.rawValue ?? "",
                    categories.joined(separator: ", "), line.role?.rawValue ?? "", said?.shown ?? ""))
        }
        try await file.end()
    }

    private func refusal(in kept: KeptRequest) async throws -> RequestRefusal? {
        guard let value = kept.refusal else { return nil }
        do {
            let key = try await backends.keys.key(value.key, provider: backends.provider)
            let bytes = try sealer.open(value, with: key, at: KeptRequest.refusalPlace(of: kept.request.id))
            return try CBOR.decode(RequestRefusal.self, from: bytes)
        } catch let error as KeyError where error.code == .erased { return nil }
    }

    /// What is sealed beside the records; nil when there is nothing, or it was destroyed.
    private func opened(_ value: SealedValue?, at place: Sealer.Place) async throws -> JSONValue? {
        guard let value else { return nil }
        do {
            let key = try await backends.keys.key(value.key, provider: backends.provider)
            return .readable(try sealer.open(value, with: key, at: place))
        } catch let error as KeyError where error.code == .erased { return nil }
    }
}
