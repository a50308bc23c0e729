public import CustodyModel

/// Writes a ledger, or some people's part of it, as JSON Lines that ``ConsentImport`` takes over: first the notices, then the
/// events of one person after another, each in the order of its commits.
///
/// Import, export and import again give the same bytes: keys, times as the first ledger recorded them, and the order of editions are
/// kept.
public struct ConsentExport: Sendable {
    private let ledger: any ConsentLedger
    private let openText: @Sendable (Notice) throws -> [UInt8]
    private let openEvidence: @Sendable (SealedValue, SubjectToken) async throws -> [UInt8]

    /// An export.
    ///
    /// - Parameters:
    ///   - openText: opens the text of a notice.
    ///   - openEvidence: opens what proves an event.
    public init(
        of ledger: any ConsentLedger, openText: @escaping @Sendable (Notice) throws -> [UInt8],
        openEvidence: @escaping @Sendable (SealedValue, SubjectToken) async throws -> [UInt8]
    ) {
        self.ledger = ledger
        self.openText = openText
        self.openEvidence = openEvidence
    }

    /// Everybody of whom something is recorded, under the digits of their tokens.
    public static func everybody(in ledger: any ConsentLedger) async throws -> [(SubjectToken, String)] {
        var people: [(SubjectToken, String)] = []
        var after: SubjectToken?
        while true {
            let page = try await ledger.subjects(after: after, limit: 1000)
            guard let last = page.last else { return people }
            people += page.map { ($0, $0.description) }
            after = last
        }
    }

    /// Writes the lines about these people.
    ///
    /// - Parameters:
    ///   - people: who, and what the lines call them.
    ///   - write: takes one line after another, each with its end.
    /// - Returns: how many events were written.
    @discardableResult
    public func write(
        _ people: [(SubjectToken, String)], to write: ([UInt8]) async throws -> Void
    ) async throws -> Int {
        var referred: Set<NoticeHash> = []
        for (subject, _) in people {
            for entry in try await ledger.history(of: subject) { if let hash = entry.event.notice { referred.insert(hash) } }
        }
        let book = try await ledger.noticeBook()
        // Editions in the order in which they were recorded, for that tells which changed which; the others by their hash. All
        // editions of a notice go along, since a later one may have made a consent stale.
        let names = book.allNames.filter { name in book.editions(of: name).contains { referred.contains($0.hash) } }
        let editions = names.flatMap { book.editions(of: $0).map(\.hash) }
        for hash in editions + referred.subtracting(editions).sorted() {
            guard let notice = try await ledger.notice(hash) else { continue }
            try await write(ConsentLine.bytes(of: notice, text: try openText(notice)))
        }
        var count = 0
        for (subject, name) in people {
            let timeline = try await ledger.timeline(of: subject)
            for entry in timeline.entries {
                var evidence: [UInt8]?
                if let sealed = entry.event.evidence { evidence = try await openEvidence(sealed, subject) }
                let target = entry.event.details?.invalidates.flatMap { timeline.entry($0)?.key }
                try await write(ConsentLine.bytes(of: entry, subject: name, target: target, evidence: evidence))
                count += 1
            }
        }
        return count
    }
}
