import CustodyConsent
import CustodyModel

extension ConsentLedgerContract {
    /// That nothing of an event gets lost, and nothing is told of two commits at once.
    static let whole: [ContractPromise<any ConsentLedger>] = [
        ContractPromise("an event reads back with all that was told, and a notice too") { ledger in
            let desk = ConsentDesk(ledger)
            let details = desk.details {
                $0.categories = [.emailAddress, .telephone]
                $0.controller = "other"
                $0.basis = .explicitConsent
                $0.method = .paper
                $0.channel = "branch"
                $0.language = "de-AT"
                $0.jurisdiction = "US-CA"
                $0.validUntil = desk.time(900)
                $0.timeSource = .form
                $0.onBehalf = Representation(.guardian, by: ConsentDesk.person(8), jointly: true)
                $0.age = AgeAssurance(country: "DE", age: 16, isYounger: true)
                $0.signal = .globalPrivacyControl
                $0.origin = ConsentDetails.Origin(
                    key: ConsentDesk.person(9).handle, recordedAt: desk.time(18), effectiveAt: desk.time(16),
                    linkedFrom: ConsentDesk.person(7))
            }
            let asked = desk.event(.requested, "marketing", at: 10, notice: desk.notice.hash)
            var given = desk.event(
                .given, "marketing", at: 20, occurredAt: 15, notice: desk.notice.hash, explicit: true,
                actor: PrincipalToken(ConsentDesk.person(6).handle), details: details)
            given.evidence = SealedValue(key: KeyID(desk.subject.handle, .text), keyVersion: 3, box: [0, 255, 7])
            let taken = desk.event(.invalidated, "marketing", at: 30, details: desk.details { $0.invalidates = 1 })
            try expect(
                untold([given]) + untold([details, taken.details ?? details]), is: [], "what the check itself leaves out")
            var expected = ConsentTimeline(of: desk.subject)
            let first = try await desk.commit([.appendAll([asked, given], notices: [desk.notice])])
            for event in [asked, given] { expected.append(event, at: first) }
            let second = try await desk.commit([.append(taken)])
            expected.append(taken, at: second)
            try expect(try await ledger.history(of: desk.subject), is: expected.entries, "the history")

            var edition = desk.edition("1", .minor, language: "de-AT", for: ["payment", "marketing", "research.own"])
            edition.takenOverAt = desk.time(5)
            try expect(untold([edition]), is: [], "what the check itself leaves out of a notice")
            try await desk.commit([.record(edition)])
            try expect(try await ledger.notice(edition.hash), is: edition, "the notice")
            try expect(try await ledger.noticeSummary(edition.hash), is: edition.summary, "what it says of itself")
        },
        ContractPromise("a standing is of one commit, also while events are recorded") { ledger in
            let desk = ConsentDesk(ledger)
            var before = try await desk.record(.withdrawn, "care", at: 1)
            for round in 0..<8 {
                // Each commit changes two things together; whoever reads beside it sees both or neither.
                let objects = round.isMultiple(of: 2)
                let events = [
                    desk.event(objects ? .objected : .objectionLifted, "marketing", at: 10 + round),
                    desk.event(objects ? .restricted : .restrictionLifted, nil, at: 10 + round),
                ]
                async let commit = desk.commit([.appendAll(events)])
                var standings: [SubjectStanding] = []
                for _ in 0..<6 { standings.append(try await ledger.standing(of: desk.subject)) }
                let after = try await commit
                standings.append(try await ledger.standing(of: desk.subject))
                try expect(standings.last?.head, is: after, "the head after the commit")
                for standing in standings {
                    try expect(standing.head == before || standing.head == after, "the head of a standing is of no commit")
                    let both = objects == (standing.head == after)
                    try expect(standing.restricted, is: both, "whether processing is restricted in a standing of its head")
                    try expect(standing.hasObjection(to: "marketing"), is: both, "whether there is an objection in it")
                }
                before = after
            }
        },
        ContractPromise("a page has room for one person at least, and for any number") { ledger in
            let desk = ConsentDesk(ledger)
            let people = (1...3).map(ConsentDesk.person)
            for person in people { try await desk.give("marketing", at: 10, by: person) }
            for limit in [Int.min, -1, 0, 1, .max] {
                let count = limit == .max ? people.count : 1
                let listed = try await ledger.subjects(after: nil, limit: limit)
                try expect(listed, is: Array(people[..<count]), "everybody in a page of \(limit)")
                let page = try await ledger.liveConsents(for: "marketing", at: desk.time(20), limit: limit)
                try expect(page.items.map(\.subject), is: Array(people[..<count]), "the consents in a page of \(limit)")
                try expect(page.next, is: count == 1 ? people[0] : nil, "where the page after one of \(limit) begins")
            }
        },
    ]

    /// The properties that are nil in every one of the values: what is to show that a ledger keeps everything must leave out nothing.
    private static func untold(_ values: [Any]) -> [String] {
        let absent = values.map { value in
            let empty = Mirror(reflecting: value).children.filter { child in
                let property = Mirror(reflecting: child.value)
                return property.displayStyle == .optional && property.children.isEmpty
            }
            return Set(empty.compactMap(\.label))
        }
        return absent.dropFirst().reduce(absent.first ?? []) { $0.intersection($1) }.sorted()
    }
}
