import CustodyIncidents
import CustodyLaw
import CustodyModel
import CustodyTesting
import Foundation
import Testing

@Suite struct IncidentImportTests {
    private let now = Instant("2026-11-25T12:00:00Z") ?? Instant(milliseconds: 0)
    private let tracker = InMemoryIncidentTracker(committingTo: MemoryCoordinator())

    private static let importer = IncidentImport(
        under: .standard,
        identify: { text in
            var hash: UInt64 = 14_695_981_039_346_656_037
            for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211 }
            return IncidentID(Handle(words: (hash, 0)))
        }, seal: { text, _ in SealedValue(key: KeyID(.zero, .text), keyVersion: 1, box: Array(text.utf8)) })

    private func take(_ records: [ForeignIncident]) async throws -> IncidentImport.Report {
        try await Self.importer.take(records, into: tracker, recordedAt: now, actor: PrincipalToken(.zero))
    }

    private func record(_ reference: String, _ change: (inout ForeignIncident) -> Void = { _ in }) -> ForeignIncident {
        var record = ForeignIncident(reference: reference, title: "title of \(reference)")
        change(&record)
        return record
    }

    private func good(_ reference: String) -> ForeignIncident {
        record(reference) {
            $0.occurred = "2026-01"
            $0.detected = "2026-02-03"
            $0.aware = "2026-02-04T10:00:00Z"
            $0.awareReason = "the logs show it"
            $0.notified = "2026-02-06/2026-02-07T09:59:59Z"
            $0.determination = "confirmed"
            $0.risk = "risk"
            $0.people = "10-20"
            $0.records = "5+"
        }
    }

    @Test("A good record is taken whole, with what it tells and nothing else")
    func whole() async throws {
        #expect(try await take([good("a"), record("b")]) == IncidentImport.Report(added: 2))
        let all = try await tracker.incidents(openOnly: false, after: nil, limit: 9).incidents
        let incident = try #require(all.first)
        #expect(incident.occurred == PartialInstant.during(month: 1, of: 2026, in: .utc))
        #expect(incident.awareAt == Instant("2026-02-04T10:00:00Z"))
        #expect(incident.determination == .confirmed && incident.breach == .personalData(risk: .risk))
        #expect(incident.facts.people == .atLeast(10, andUpTo: 10) && incident.records == .atLeast(5))
        guard case .submitted(_, false, nil) = incident[.gdprAuthority]?.state else {
            Issue.record("\(String(describing: incident[.gdprAuthority]?.state))")
            return
        }
        let bare = all[1]
        #expect(bare.occurred == nil && bare.detected == nil && bare.awareness == nil && bare.obligations.isEmpty)
        #expect(bare.determination == .undetermined && bare.breach == .notAssessed && bare.records == .unknown)
    }

    @Test("Of dirty records every fault is named, the good ones are kept, and doing it again adds nothing")
    func dirty() async throws {
        let records: [ForeignIncident] = [
            good("a"),
            record("b") { $0.occurred = "2026-02-30" },
            record("c") { $0.people = "2147483649" },
            record("d") { $0.determination = "maybe" },
            record("e") {
                $0.occurred = "2026-03-05"
                $0.aware = "2026-03-06"
                $0.awareReason = "told"
                $0.notified = "2026-03-04"
            },
            record("f") {
                $0.detected = "yesterday"
                $0.role = "Controller"
                $0.risk = "HIGH"
                $0.people = "-3"
                $0.records = "99999999999999999999999"
            },
            record("g") { $0.detected = "2027-01-01" },
            record("h") { $0.aware = "2026-01-01" },
            record("i") { $0.notified = "2026-01-01" },
            ForeignIncident(reference: "", title: ""),
            good("a"),
            record("j") {
                $0.aware = "2026-01-01"
                $0.awareReason = "told"
                $0.notified = "2026-01-09"
            },
            record("k") {
                $0.role = "processor"
                $0.aware = "2026-01-01"
                $0.awareReason = "told"
                $0.notified = "2026-01-02"
            },
            good("l"),
        ]
        let faults = [
            ImportFault(1, .occurred, .notATime), ImportFault(2, .people, .countTooLarge),
            ImportFault(3, .determination, .unknownName), ImportFault(4, .notified, .before(.occurred)),
            ImportFault(5, .role, .unknownName), ImportFault(5, .detected, .notATime), ImportFault(5, .risk, .unknownName),
            ImportFault(5, .people, .notACount), ImportFault(5, .records, .countTooLarge),
            ImportFault(6, .detected, .future), ImportFault(7, .awareReason, .missing), ImportFault(8, .aware, .missing),
            ImportFault(9, .reference, .missing), ImportFault(9, .title, .missing),
            ImportFault(10, .reference, .duplicateOf(record: 0)), ImportFault(11, .record, .refused(.lateReasonMissing)),
            ImportFault(12, .notified, .refused(.dutyUnknown)),
        ]
        let first = try await take(records)
        #expect(first.added == 2 && first.known == 0)
        #expect(first.faults == faults)
        let before = try await tracker.incidents(openOnly: false, after: nil, limit: 99)
        let second = try await take(records)
        #expect(second.added == 0 && second.known == 2 && second.faults == faults)
        #expect(try await tracker.incidents(openOnly: false, after: nil, limit: 99) == before)
        #expect(!"\(faults) \(records)".contains("2147483649"), "a fault repeats what stands in the record")
    }

    @Test("What the tracker itself exported is known, whatever laws hold by now, and stays as it is")
    func own() async throws {
        let processor = record("b") {
            $0.role = "processor"
            $0.aware = "2026-02-04"
            $0.awareReason = "the logs show it"
        }
        #expect(try await take([good("a"), processor]) == IncidentImport.Report(added: 2))
        let before = try await tracker.incidents(openOnly: false, after: nil, limit: 9)
        let exported = before.incidents.map { incident in
            ForeignIncident(incident) { String(decoding: $0.box.array, as: UTF8.self) }
        }
        #expect(exported.map(\.reference) == before.incidents.map(\.id.description))
        #expect(try await take(exported) == IncidentImport.Report(known: 2))
        // No law that is on asks for the notice any more, which is a fault of another system's record.
        var lawless = Self.importer
        lawless.laws = LawBook(LawBook.standard.regimes)
        let actor = PrincipalToken(.zero)
        let later = try await lawless.take(exported, into: tracker, recordedAt: now, actor: actor)
        #expect(later == IncidentImport.Report(known: 2))
        let twice = try await take(exported + [exported[0]])
        #expect(twice == IncidentImport.Report(known: 2, faults: [ImportFault(2, .reference, .duplicateOf(record: 0))]))
        #expect(try await tracker.incidents(openOnly: false, after: nil, limit: 9) == before)
        // Elsewhere nobody knows the names.
        let other = InMemoryIncidentTracker(committingTo: MemoryCoordinator())
        for (added, known) in [(2, 0), (0, 2)] {
            let report = try await Self.importer.take(exported, into: other, recordedAt: now, actor: actor)
            #expect(report == IncidentImport.Report(added: added, known: known))
        }
    }

    @Test("A notice that is taken over starts what the law lets follow it")
    func aNoticeThatIsTakenOverStartsWhatFollowsIt() async throws {
        var importer = Self.importer
        importer.laws = LawBook(LawBook.standard.regimes, switchedOn: ["eu-eprivacy-611"])
        importer.place = .unionInstitutions
        let told = record("a") {
            $0.aware = "2026-02-04T10:00:00Z"
            $0.awareReason = "the logs show it"
            $0.notified = "2026-02-04T20:00:00Z"
        }
        let untold = record("b") {
            $0.aware = "2026-02-04T10:00:00Z"
            $0.awareReason = "the logs show it"
        }
        let report = try await importer.take([told, untold], into: tracker, recordedAt: now, actor: PrincipalToken(.zero))
        #expect(report == IncidentImport.Report(added: 2))
        let incidents = try await tracker.incidents(openOnly: false, after: nil, limit: 9).incidents
        // Three days after a Wednesday are a Saturday; Regulation 1182/71 moves it to the end of Monday.
        let due = try #require(Instant("2026-02-09T23:59:59.999+01:00"))
        let second = try #require(incidents[0]["eu-eprivacy-611.second"])
        #expect(second.opened.startedAt == Instant("2026-02-04T20:00:00Z") && second.state == .due(due))
        #expect(incidents[0].isOverdue(at: now) && incidents[1]["eu-eprivacy-611.second"]?.opened.isStarted == false)
    }

    @Test("A host that knows of more people than the import takes for possible says so")
    func large() async throws {
        var importer = Self.importer
        importer.mostPossible = 3_000_000_000
        let report = try await importer.take(
            [record("a") { $0.people = "3000000000" }], into: tracker, recordedAt: now, actor: PrincipalToken(.zero))
        #expect(report == IncidentImport.Report(added: 1))
        #expect(
            try await tracker.incidents(openOnly: false, after: nil, limit: 1).incidents.first?.facts.people
                == .exactly(3_000_000_000))
    }

    @Test("However many become aware at however many times, each owes what the laws ask at its own time and in its own role")
    func duties() async throws {
        // Each time comes twice, far apart, and there are more of them than the import remembers.
        let start = now.adding(milliseconds: -100 * 86_400_000)
        let roles = [Duty.Role.controller, .processor]
        let asked = (0..<2600).map { number in
            (at: start.adding(milliseconds: Int64(number % 1300) * 3_600_000), role: roles[number / 7 % 2])
        }
        let records = asked.enumerated().map { number, asked in
            record("r\(number)") {
                $0.role = asked.role.rawValue
                $0.aware = asked.at.description
                $0.awareReason = "the logs show it"
            }
        }
        #expect(try await take(records) == IncidentImport.Report(added: records.count))
        let taken = try await tracker.incidents(openOnly: false, after: nil, limit: .max).incidents
        for (incident, asked) in zip(taken, asked) {
            let alone = OpenedDuty.all(
                for: TriggerMoments(awareAt: asked.at), under: LawBook.standard.active, as: asked.role)
            #expect(!alone.isEmpty && incident.obligations.map(\.opened) == alone)
        }
    }

    @Test(
        "Texts that are no times are none",
        arguments: [
            "", "2026-13", "20260101", "2026-1-1", "2026-02-29", "0000", "2026-01-01/", "2026-01-02/2026-01-01",
            "2026-01-01/2026/2027",
            "2026-01-01T25:00:00Z", "+2026", "2026-01-01T00:00:00", "٢٠٢٦",
        ])
    func noTime(_ text: String) {
        #expect(PartialInstant(text, in: .utc) == nil)
    }

    @Test("Random bytes in every field never stop the import, and what is taken was read back from valid text")
    func noise() async throws {
        let seed = ProcessInfo.processInfo.environment["CUSTODY_SEED"].flatMap(UInt64.init) ?? .random(in: 0 ... .max)
        let random = SeededRandomSource(seed: seed)
        let words = [
            "2026-01-01", "2026", "12", "9-3", "+", "-", "/", "confirmed", "none", "high", "controller", "\u{0}", "é", "1e9",
            "∞", "",
        ]
        func noise() -> String? {
            let count = Int(random.number() % 4)
            return count == 0 ? nil : (0..<count).map { _ in words[Int(random.number() % UInt64(words.count))] }.joined()
        }
        let records = (0..<2000).map { number in
            record("r\(number)") {
                ($0.role, $0.occurred, $0.detected, $0.aware) = (noise(), noise(), noise(), noise())
                ($0.awareReason, $0.notified, $0.determination) = (noise(), noise(), noise())
                ($0.risk, $0.people, $0.records) = (noise(), noise(), noise())
            }
        }
        let report = try await take(records)
        let faulty = Set(report.faults.map(\.record)).count
        #expect(report.added + faulty == records.count, "a record is neither taken nor named, CUSTODY_SEED=\(seed)")
    }
}
