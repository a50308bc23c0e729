import CustodyConsent
import CustodyCore
import CustodyModel
import CustodyTesting
import Foundation
import Testing

@Suite("Consent in rows") struct ConsentRowTests {
    private static let purposes: [Purpose] = ["a", "a.b", "c"]

    private static func time(_ second: Int) -> Instant { Instant(milliseconds: 1_790_000_000_000 + Int64(second) * 1000) }

    private static func notice(_ version: Int, at second: Int) -> Notice {
        Notice(
            hash: NoticeHash(of: [UInt8(version)]), version: "\(version)", language: "en",
            text: SealedValue(key: KeyID(.zero, .text), keyVersion: 1, box: [1]), purposes: purposes, recordedAt: time(second),
            name: version > 1 ? "n" : nil, change: version == 3 ? .minor : nil)
    }

    /// What one of many people decides at a time, or that one is forgotten.
    private static func change(_ random: SeededRandomSource, at second: Int) -> ConsentChange {
        func below(_ limit: Int) -> Int { Int(random.number() % UInt64(limit)) }
        let subject = SubjectToken(RowBed.handle(below(90), 1))
        if below(60) == 0 { return .forget(subject) }
        let kind = [ConsentEvent.Kind.given, .given, .given, .refused, .withdrawn, .optedOut][below(6)]
        let version = second < 120 ? 1 + below(2) : 1 + below(4)
        var details: ConsentDetails?
        if kind == .given, below(3) == 0 {
            details = ConsentDetails()
            details?.validUntil = time(second + 1 + below(150))
        }
        func event(_ kind: ConsentEvent.Kind, _ details: ConsentDetails?) -> ConsentEvent {
            ConsentEvent(
                kind, by: subject, for: "a.b", notice: kind.needsNotice ? NoticeHash(of: [UInt8(version)]) : nil,
                recordedAt: time(second), details: details)
        }
        return .appendAll(
            (kind.isAnswer ? [event(.requested, nil)] : []) + [event(kind, details)], notices: [notice(version, at: second)])
    }

    /// Consent of somebody about whom chance decides nothing.
    private static func given(by number: Int, to version: Int, at second: Int, until end: Int? = nil) -> ConsentChange {
        var details: ConsentDetails?
        if let end {
            details = ConsentDetails()
            details?.validUntil = time(end)
        }
        func event(_ kind: ConsentEvent.Kind, _ details: ConsentDetails?) -> ConsentEvent {
            ConsentEvent(
                kind, by: SubjectToken(RowBed.handle(number, 1)), for: "a.b", notice: NoticeHash(of: [UInt8(version)]),
                recordedAt: time(second), details: details)
        }
        return .appendAll([event(.requested, nil), event(.given, details)], notices: [notice(version, at: second)])
    }

    @Test("A store that was closed and opened again answers what a ledger in memory answers, page by page")
    func reopened() async throws {
        let seed = ProcessInfo.processInfo.environment["CUSTODY_SEED"].flatMap(UInt64.init) ?? .random(in: 0 ... .max)
        print("CUSTODY_SEED=\(seed)")
        let bed = RowBed()
        let memory = InMemoryConsentLedger(committingTo: MemoryCoordinator())
        var backends = try await bed.create()
        let random = SeededRandomSource(seed: seed)
        // Whatever chance brings, somebody becomes stale, has run out, and is about to; at the end somebody's consent is live.
        var changes = [
            Self.given(by: 91, to: 2, at: 0), Self.given(by: 92, to: 1, at: 0, until: 1),
            Self.given(by: 93, to: 1, at: 0, until: 300),
        ]
        changes += (0..<216).map { Self.change(random, at: $0) }
        changes.append(Self.given(by: 94, to: 4, at: 219))
        for (second, change) in changes.enumerated() {
            var (left, right) = (UnitOfWork(), UnitOfWork())
            memory.stage(change, in: &left)
            try backends.consent.stage(change, in: &right)
            _ = try await left.commit()
            _ = try await right.commit()
            if second % 80 == 79 {
                try await backends.close()
                backends = try await bed.open()
            }
        }
        let files = backends.consent
        #expect(try await files.noticeBook().allNames == ["n"], "CUSTODY_SEED=\(seed)")
        let people = try await memory.subjects(after: nil, limit: .max)
        #expect(try await files.subjects(after: nil, limit: .max) == people, "CUSTODY_SEED=\(seed)")
        #expect(try await files.subjects(after: people[10], limit: 3) == Array(people[11...13]), "CUSTODY_SEED=\(seed)")
        for subject in people {
            #expect(
                try await files.history(of: subject).map(\.event) == memory.history(of: subject).map(\.event),
                "CUSTODY_SEED=\(seed)")
            let (left, right) = (try await files.standing(of: subject), try await memory.standing(of: subject))
            #expect(left.consents.mapValues(\.state) == right.consents.mapValues(\.state), "CUSTODY_SEED=\(seed)")
            #expect(left.objections == right.objections, "CUSTODY_SEED=\(seed)")
        }
        let standings: [ConsentQuery.Standing] = [.live, .stale, .ranOut, .expiring(before: Self.time(320)), .objecting]
        for standing in standings {
            let wanted = try await pages(standing, of: memory, limit: .max)
            #expect(!wanted.isEmpty, "nobody is \(standing), CUSTODY_SEED=\(seed)")
            for limit in [13, 1000] {
                #expect(try await pages(standing, of: files, limit: limit) == wanted, "\(standing), CUSTODY_SEED=\(seed)")
            }
        }
        try await backends.close()
    }

    /// Everybody whom a query lists, by asking for one page after another.
    private func pages(
        _ standing: ConsentQuery.Standing, of ledger: any ConsentLedger, limit: Int
    ) async throws -> [SubjectToken] {
        var people: [SubjectToken] = []
        var after: SubjectToken?
        repeat {
            let page = try await ledger.consents(
                ConsentQuery(standing, for: "a.b", at: Self.time(220), after: after, limit: limit))
            #expect(page.items.count <= limit && (page.next == nil || page.items.count == limit))
            people += page.items.map(\.subject)
            after = page.next
        } while after != nil
        return people
    }
}
