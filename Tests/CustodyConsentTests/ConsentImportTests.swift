import CustodyConsent
import CustodyModel
import CustodyTesting
import Foundation
import Testing

@Suite("Taking consents over") struct ConsentImportTests {
    private static let now = Instant(milliseconds: 1_795_000_000_000)

    private func importer() -> ConsentImport {
        ConsentImport(
            identify: { name, _ in
                guard name != "gone" else { return nil }
                let bytes = [UInt8](hex: name) ?? [UInt8](repeating: UInt8(clamping: name.utf8.count), count: 16)
                return SubjectToken(Handle(bytes) ?? .zero)
            },
            sealText: { text, _ in SealedValue(key: KeyID(.zero, .text), keyVersion: 1, box: text) },
            sealEvidence: { evidence, _, _ in SealedValue(key: KeyID(.zero, .log), keyVersion: 1, box: evidence) })
    }

    private func export(_ ledger: any ConsentLedger) async throws -> [[UInt8]] {
        let export = ConsentExport(of: ledger, openText: { $0.text.box.array }, openEvidence: { sealed, _ in sealed.box.array })
        var lines: [[UInt8]] = []
        try await export.write(try await ConsentExport.everybody(in: ledger)) { lines.append(Array($0.dropLast())) }
        return lines
    }

    private func ledger() -> InMemoryConsentLedger { InMemoryConsentLedger(committingTo: MemoryCoordinator()) }

    @Test("Export, import and export again give the same bytes, and a second import adds nothing")
    func roundTrip() async throws {
        let seed = ProcessInfo.processInfo.environment["CUSTODY_SEED"].flatMap(UInt64.init) ?? .random(in: 0 ... .max)
        print("CUSTODY_SEED=\(seed)")
        let random = SeededRandomSource(seed: seed)
        for round in 0..<6 {
            let first = ledger()
            try await RandomLedger(random).fill(first)
            let lines = try await export(first)
            let second = ledger()
            let report = try await importer().take(lines, into: second, recordedAt: Self.now)
            #expect(report.faults == [], "round \(round), CUSTODY_SEED=\(seed)")
            #expect(try await export(second) == lines, "round \(round), CUSTODY_SEED=\(seed)")
            let again = try await importer().take(lines, into: second, recordedAt: Self.now.adding(milliseconds: 5))
            #expect(
                again.added == 0 && again.notices == 0 && again.known == report.added, "round \(round), CUSTODY_SEED=\(seed)")
            #expect(try await export(second) == lines, "round \(round), CUSTODY_SEED=\(seed)")
            // The ledger that wrote it knows all of it too.
            let own = try await importer().take(lines, into: first, recordedAt: Self.now)
            #expect(own.added == 0 && own.known == report.added, "round \(round), CUSTODY_SEED=\(seed)")
            for subject in try await first.subjects(after: nil, limit: 100) {
                for purpose in RandomLedger.purposes {
                    for time in [0, 5, 9, 30].map(RandomLedger.time) {
                        let left = try await first.status(of: subject, purpose: purpose, at: time, knownAt: .latest)
                        let right = try await second.status(of: subject, purpose: purpose, at: time, knownAt: .latest)
                        #expect(left.state == right.state, "round \(round), \(purpose), CUSTODY_SEED=\(seed)")
                    }
                }
            }
        }
    }

    @Test("Taking over cut into batches of any size gives the same ledger", arguments: [1, 2, 64])
    func batches(_ size: Int) async throws {
        let first = ledger()
        try await RandomLedger(SeededRandomSource(seed: 4)).fill(first)
        let lines = try await export(first)
        let second = ledger()
        var importer = importer()
        importer.batch = size
        _ = try await importer.take(lines, into: second, recordedAt: Self.now)
        #expect(try await export(second) == lines)
    }

    // MARK: Bad input

    private static let text = "May we write to you?"
    private static var notice: String {
        #"{"type":"notice","hash":"\#(NoticeHash(of: Array(text.utf8)))","version":"1","language":"en","purposes":["marketing"],"#
            + #""recordedAt":"2026-01-01T00:00:00Z","text":"\#(Array(text.utf8).hex)"}"#
    }

    private static func event(_ kind: String, _ more: String = "", at time: String = "2026-01-02T00:00:00Z") -> String {
        #"{"type":"event","subject":"c-1","kind":"\#(kind)","purpose":"marketing","occurredAt":"\#(time)"\#(more)}"#
    }

    private static let shown = #","notice":"\#(NoticeHash(of: Array(text.utf8)))""#

    private func report(_ lines: String...) async throws -> ConsentImport.Report {
        var importer = importer()
        importer.isDeclared = { $0.isWithin("marketing") }
        return try await importer.take(lines.map { Array($0.utf8) }, into: ledger(), recordedAt: Self.now)
    }

    @Test("Lines of another system without keys are taken, once")
    func foreign() async throws {
        let report = try await report(
            Self.notice, Self.event("requested", Self.shown), "", Self.event("given", Self.shown),
            Self.event("given", Self.shown), Self.event("withdrawn", at: "2026-02-01T00:00:00+01:00"))
        #expect(report.faults == [])
        #expect(report.notices == 1 && report.added == 3 && report.known == 1)
    }

    @Test(
        "An unknown word is a fault and never a no",
        arguments: ["ok", "yes", "no", "Given", "granted", "", "true", "denied", "opt-in"])
    func words(_ word: String) async throws {
        let report = try await report(Self.notice, Self.event(word, Self.shown), Self.event("withdrawn"))
        #expect(report.faults == [ConsentImportFault(2, .kind, .unknownWord)])
        #expect(report.added == 1, "the good line is kept")
    }

    @Test("Every fault is named by line and member")
    func faults() async throws {
        let cases: [(line: String, field: ConsentImportFault.Field, problem: ConsentImportFault.Problem)] = [
            ("{", .line, .notJSON), ("[]", .line, .notJSON), ("{}", .type, .missing),
            (#"{"type":"grant"}"#, .type, .unknownWord),
            (Self.event("given"), .line, .refused(.noticeMissing)),
            (Self.event("given", Self.shown), .line, .refused(.noticeNotServed)),
            (
                Self.event("given", #","notice":"\#(String(repeating: "0", count: 64))""#), .line, .refused(.noticeUnknown)
            ),
            (Self.event("withdrawn", #","extra":1"#), .line, .unknownMember),
            (Self.event("withdrawn", at: "yesterday"), .occurredAt, .malformed),
            (Self.event("expired", at: "2096-01-02T00:00:00Z"), .line, .refused(.occurredInFuture)),
            (Self.event("withdrawn", #","recordedAt":"2096-01-02T00:00:00Z""#), .recordedAt, .future),
            (Self.event("withdrawn", #","explicit":"yes""#), .explicit, .malformed),
            (Self.event("withdrawn", #","age":{"country":"DE","age":16}"#), .age, .malformed),
            (Self.event("withdrawn", #","onBehalf":{"capacity":"guardian","who":"x"}"#), .onBehalf, .malformed),
            (Self.event("withdrawn", #","key":"12""#), .key, .malformed),
            (Self.event("withdrawn", #","categories":"contact""#), .categories, .malformed),
            (Self.event("invalidated", #","invalidates":"00""#), .invalidates, .malformed),
            (Self.event("invalidated"), .line, .refused(.targetInvalid)),
            (
                Self.event("invalidated", #","invalidates":"\#(String(repeating: "0", count: 32))""#), .line,
                .refused(.targetInvalid)
            ),
            (Self.event("withdrawn").replacingOccurrences(of: "marketing", with: "research"), .purpose, .undeclared),
            (Self.event("withdrawn").replacingOccurrences(of: "marketing", with: "a..b"), .line, .refused(.purposeInvalid)),
            (Self.event("withdrawn").replacingOccurrences(of: "c-1", with: ""), .subject, .malformed),
            (#"{"type":"event","kind":"withdrawn"}"#, .subject, .missing),
            (#"{"type":"event","subject":"a","occurredAt":"2026-01-01"}"#, .kind, .missing),
            (Self.notice.replacingOccurrences(of: #""text":""#, with: #""text":"00"#), .hash, .malformed),
            (Self.notice.replacingOccurrences(of: "2026", with: "2096"), .recordedAt, .future),
            (Self.notice.replacingOccurrences(of: #""version""#, with: #""change":"big","version""#), .change, .unknownWord),
            (Self.notice.replacingOccurrences(of: #""en""#, with: #""""#), .line, .refused(.noticeIncomplete)),
        ]
        for (line, field, problem) in cases {
            let report = try await report(Self.notice, line, Self.event("withdrawn", at: "2026-03-03"))
            #expect(report.faults.contains(ConsentImportFault(2, field, problem)), "\(line): \(report.faults)")
            #expect(report.faults.allSatisfy { $0.line == 2 }, "\(line): \(report.faults)")
            #expect(report.added == 1, "\(line): the good line is kept")
        }
        let fault = ConsentImportFault(3, .kind, .unknownWord)
        #expect(fault.description == "line 3, kind: no such word is known")
    }

    @Test(
        "A line with a member twice is a fault and is taken for neither of the two",
        arguments: [
            #","kind":"given""#, #","k\u0069nd":"given""#, #","explicit":true,"explicit":false"#,
            #","age":{"country":"DE","age":16,"isYounger":true,"isYounger":false}"#,
        ])
    func repeatedMembers(_ more: String) async throws {
        let report = try await report(Self.notice, Self.event("withdrawn", more), Self.event("withdrawn", at: "2026-03-03"))
        #expect(report.faults == [ConsentImportFault(2, .line, .repeatedMember)])
        #expect(report.added == 1, "the good line is kept")
    }

    @Test("A line in UTF-16, in which a member could stand twice unseen, is no line")
    func utf16() async throws {
        let line = Self.event("withdrawn").utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
        let report = try await importer().take([line], into: ledger(), recordedAt: Self.now)
        #expect(report.faults == [ConsentImportFault(1, .line, .notJSON)] && report.added == 0)
    }

    @Test("Each line of a person who was erased is a fault of its own, and the others are taken")
    func erased() async throws {
        func gone(_ line: String) -> String { line.replacingOccurrences(of: "c-1", with: "gone") }
        let report = try await report(
            Self.notice, gone(Self.event("requested", Self.shown)), gone(Self.event("withdrawn")),
            Self.event("requested", Self.shown), Self.event("given", Self.shown), gone(Self.event("objected")))
        #expect(report.faults == [2, 3, 6].map { ConsentImportFault($0, .subject, .erased) })
        #expect(report.added == 2)
        #expect(report.faults.first?.description == "line 2, subject: was erased")
    }

    @Test("What keeps a consent out keeps nothing else out, and what is known already is not asked about")
    func consentFaults() async throws {
        let ledger = ledger()
        var importer = importer()
        let lines = [
            Self.notice, Self.event("requested", Self.shown), Self.event("given", Self.shown),
            Self.event("refused", Self.shown), Self.event("withdrawn"), Self.event("objected"),
        ].map { Array($0.utf8) }
        importer.consentFault = { _, line in ConsentImportFault(line, .age, .missing) }
        let first = try await importer.take(lines, into: ledger, recordedAt: Self.now)
        #expect(first.faults == [ConsentImportFault(3, .age, .missing)] && first.added == 4)
        importer.consentFault = { _, _ in nil }
        #expect(try await importer.take(lines, into: ledger, recordedAt: Self.now).added == 1)
        importer.consentFault = { _, line in ConsentImportFault(line, .age, .missing) }
        let again = try await importer.take(lines, into: ledger, recordedAt: Self.now)
        #expect(again.known == 5 && again.faults == [])
    }

    private static func edition(_ version: Int) -> [UInt8] {
        let text = Array("edition \(version)".utf8)
        return Array(
            (#"{"type":"notice","hash":"\#(NoticeHash(of: text))","name":"newsletter","version":"\#(version)","language":"en","#
                + #""purposes":["marketing"],"recordedAt":"2026-01-01T00:00:00Z","text":"\#(text.hex)"}"#).utf8)
    }

    private func importer(
        askingOfEditions permit: @escaping @Sendable (inout UnitOfWork) async throws -> Void
    ) -> ConsentImport {
        var importer = importer()
        importer.permitEditions = permit
        return importer
    }

    @Test("An edition of a notice that has another already is asked about, and a first one is not")
    func editions() async throws {
        let asked = Asked()
        let importer = importer(askingOfEditions: { _ in await asked.note() })
        let first = try await importer.take(
            [Array(Self.notice.utf8), Self.edition(1)], into: ledger(), recordedAt: Self.now)
        #expect(first.notices == 2)
        #expect(await asked.count == 0)
        let second = ledger()
        let lines = (1...3).map(Self.edition) + [Array(Self.notice.utf8)]
        #expect(try await importer.take(lines, into: second, recordedAt: Self.now).notices == 4)
        #expect(await asked.count == 2)
        #expect(try await importer.take(lines, into: second, recordedAt: Self.now).notices == 0)
        #expect(await asked.count == 2, "what is recorded already is not asked about")
    }

    @Test("A refused edition ends the import, and what came before it stays")
    func refusedEdition() async throws {
        let importer = importer(askingOfEditions: { _ in throw ConsentError(.detailInvalid, "no") })
        let ledger = ledger()
        await #expect(throws: ConsentError.self) {
            _ = try await importer.take((1...3).map(Self.edition), into: ledger, recordedAt: Self.now)
        }
        #expect(try await ledger.noticeBook().editions(of: "newsletter").map(\.version) == ["1"])
    }

    @Test("A batch that is committed anew counts what it added, knew and left out once")
    func countedOnce() async throws {
        struct Conflict: Error {}
        let asked = Asked()
        var importer = importer()
        importer.isConflict = { $0 is Conflict }
        importer.consentFault = { _, line in line == 3 ? ConsentImportFault(line, .age, .missing) : nil }
        importer.recordBatch = { events, _ in
            guard !events.isEmpty else { return }
            await asked.note()
            if await asked.count < 3 { throw Conflict() }
        }
        let lines = [
            Self.notice, Self.event("requested", Self.shown), Self.event("given", Self.shown), Self.event("withdrawn"),
            Self.event("withdrawn"),
        ].map { Array($0.utf8) }
        let report = try await importer.take(lines, into: ledger(), recordedAt: Self.now)
        #expect(report.added == 2 && report.known == 1 && report.notices == 1)
        #expect(report.faults == [ConsentImportFault(3, .age, .missing)])
        #expect(await asked.count == 3)
    }
}

/// Counts how often somebody was asked.
private actor Asked {
    private(set) var count = 0

    func note() { count += 1 }
}

/// Ledgers with everything in them that a line can tell.
private struct RandomLedger {
    static let purposes: [Purpose] = ["a", "a.b", "c"]
    private let random: SeededRandomSource

    init(_ random: SeededRandomSource) { self.random = random }

    static func time(_ second: Int) -> Instant { Instant(milliseconds: 1_790_000_000_000 + Int64(second) * 1000) }

    private func below(_ limit: Int) -> Int { Int(random.number() % UInt64(limit)) }

    func fill(_ ledger: InMemoryConsentLedger) async throws {
        let people = (0..<3).map { _ in SubjectToken(.random(from: random)) }
        var clock = 0
        for _ in 0..<24 {
            clock = below(4) == 0 ? below(clock + 1) : clock + below(3)
            let change: ConsentChange =
                below(5) == 0 ? .record(notice(1 + below(4), at: clock)) : .appendAll(events(of: people[below(3)], at: clock))
            var unit = UnitOfWork()
            ledger.stage(change, in: &unit)
            do { _ = try await unit.commit() } catch is ConsentError {}
        }
    }

    private func notice(_ number: Int, at clock: Int) -> Notice {
        let text = Array("text \(number)".utf8)
        return Notice(
            hash: NoticeHash(of: text), version: "\(number)", language: "de",
            text: SealedValue(key: KeyID(.zero, .text), keyVersion: 1, box: text), purposes: Self.purposes,
            recordedAt: Self.time(clock), name: number < 3 ? "newsletter" : nil, change: number == 2 ? .minor : nil)
    }

    private func events(of subject: SubjectToken, at clock: Int) -> [ConsentEvent] {
        let kind = ConsentEvent.Kind.all[below(ConsentEvent.Kind.all.count)]
        let number = 1 + below(4)
        let hash = kind.needsNotice ? NoticeHash(of: Array("text \(number)".utf8)) : nil
        let purpose = kind.concernsPurpose ? Self.purposes[below(3)] : nil
        let occurredAt = Self.time(kind.protectsPerson ? below(clock + 3) : below(clock + 1))
        var details: ConsentDetails?
        if below(2) == 0 || kind == .invalidated {
            details = ConsentDetails()
            details?.categories = below(2) == 0 ? [.emailAddress, .health] : nil
            details?.basis = .explicitConsent
            details?.controller = below(2) == 0 ? "acme" : nil
            details?.method = .paper
            details?.channel = "shop"
            details?.language = "de-AT"
            details?.jurisdiction = "AT"
            details?.timeSource = .form
            details?.validUntil = kind.givesConsent ? occurredAt.adding(milliseconds: 7000) : nil
            details?.onBehalf = Representation(.guardian, by: SubjectToken(.zero), jointly: true)
            details?.age = AgeAssurance(country: "AT", age: 14, isYounger: true)
            details?.signal = kind == .optedOut ? .globalPrivacyControl : nil
            details?.invalidates = kind == .invalidated ? below(4) : nil
        }
        let event = ConsentEvent(
            kind, by: subject, for: purpose, notice: hash, explicit: below(2) == 0, occurredAt: occurredAt,
            recordedAt: Self.time(clock),
            evidence: below(3) == 0 ? SealedValue(key: KeyID(.zero, .log), keyVersion: 1, box: [1, 2]) : nil,
            actor: below(2) == 0 ? PrincipalToken(subject.handle) : nil, details: details)
        guard kind.isAnswer else { return [event] }
        var asked = event
        asked.kind = .requested
        asked.details = nil
        return [asked, event]
    }
}
