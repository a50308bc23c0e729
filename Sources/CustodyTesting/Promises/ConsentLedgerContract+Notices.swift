import CustodyConsent
import CustodyModel

extension ConsentLedgerContract {
    static let notices: [ContractPromise<any ConsentLedger>] = [
        ContractPromise("a material change makes earlier consents stale, a minor one does not") { ledger in
            let desk = ConsentDesk(ledger)
            let first = desk.edition("1", nil)
            try await desk.give("marketing", at: 10, on: first)
            try await desk.commit([.record(desk.edition("2", .minor, at: 20))])
            try expect(try await desk.state("marketing"), is: .given, "after a minor change")
            let known = try await desk.commit([.record(desk.edition("3", .material, language: "de", at: 30))])
            try expect(try await desk.state("marketing"), is: .stale, "after a material change")
            try expect(try await desk.state("marketing", at: 29), is: .given, "before the change")
            let before = try await ledger.status(
                of: desk.subject, purpose: "marketing", at: nil, knownAt: .instant(desk.time(29)))
            try expect(before.state, is: .given, "as known before the change")
            try expect(try await ledger.standing(of: desk.subject).status(for: "marketing").state, is: .stale, "standing")
            try expect(try await ledger.standing(of: desk.subject).notices, is: known, "the head of the notices")
            try expect(try await ledger.liveConsents(for: "marketing", at: desk.time(40)).items.isEmpty, "listed as live")
            let stale = try await ledger.consents(ConsentQuery(.stale, for: "marketing", at: desk.time(40)))
            try expect(stale.items.map(\.subject), is: [desk.subject], "listed as stale")
            let english = desk.edition("3", .material, at: 35)
            try await desk.answer(.renewed, "marketing", at: 40, on: english)
            try expect(try await desk.state("marketing"), is: .given, "renewed on the same version in another language")
        },
        ContractPromise("a version has one text in a language and is one kind of change") { ledger in
            let desk = ConsentDesk(ledger)
            try await desk.commit([.record(desk.edition("1", .material))])
            var other = desk.edition("1", .material)
            other.hash = NoticeHash(of: [9])
            try await desk.expectRefusal(.noticeConflict, "another text") { [other] in
                try await desk.commit([.record(other)])
            }
            try await desk.expectRefusal(.noticeConflict, "another kind of change") {
                try await desk.commit([.record(desk.edition("1", .minor, language: "de"))])
            }
            try await desk.commit([.record(desk.edition("1", .material, language: "de"))])
            let book = try await ledger.noticeBook()
            try expect(book.editions(of: "newsletter").map(\.rank), is: [0, 0], "ranks")
            try expect(book.newest(of: "newsletter", in: "de")?.version, is: "1", "the newest in German")
        },
        ContractPromise("a decision that missed a change of a notice does not commit") { ledger in
            let desk = ConsentDesk(ledger)
            try await desk.commit([.requireNotices(head: nil)])
            let head = try await desk.commit([.record(desk.edition("1", nil))])
            try await desk.commit([.requireNotices(head: head)])
            try await desk.commit([.record(desk.notice)])
            try await desk.commit([.requireNotices(head: head)])
            try await desk.expectRefusal(.headMoved, "an old head") { try await desk.commit([.requireNotices(head: nil)]) }
        },
        ContractPromise("those whose consent is about to run out, and whose ran out, are listed") { ledger in
            let desk = ConsentDesk(ledger)
            let ends = [50, 60, 70, nil]
            for (number, end) in ends.enumerated() {
                try await desk.give(
                    "marketing", at: 10, by: ConsentDesk.person(number + 1),
                    details: end.map { end in desk.details { $0.validUntil = desk.time(end) } })
            }
            func people(_ standing: ConsentQuery.Standing, at second: Int) async throws -> [SubjectToken] {
                try await ledger.consents(ConsentQuery(standing, for: "marketing", at: desk.time(second))).items.map(\.subject)
            }
            try expect(
                try await people(.expiring(before: desk.time(65)), at: 20), is: [1, 2].map(ConsentDesk.person), "expiring")
            try expect(try await people(.expiring(before: desk.time(65)), at: 55), is: [ConsentDesk.person(2)], "later")
            try expect(try await people(.ranOut, at: 60), is: [1, 2].map(ConsentDesk.person), "ran out")
            try expect(try await people(.live, at: 60), is: [3, 4].map(ConsentDesk.person), "live")
        },
        ContractPromise("those who object to a purpose, or to one above it, are listed until they take it back") { ledger in
            let desk = ConsentDesk(ledger)
            let named: [Purpose?] = ["marketing", "marketing.direct", "care", "marketing", nil]
            for (number, purpose) in named.enumerated() {
                let person = ConsentDesk.person(number + 1)
                try await desk.commit([
                    .append(desk.event(purpose == nil ? .restricted : .objected, purpose, at: 10, by: person))
                ])
            }
            func people(_ purpose: Purpose, limit: Int = 100) async throws -> [SubjectToken] {
                var (found, after): ([SubjectToken], SubjectToken?) = ([], nil)
                repeat {
                    let page = try await ledger.consents(
                        ConsentQuery(.objecting, for: purpose, at: desk.time(20), after: after, limit: limit))
                    found += page.items.map(\.subject)
                    after = page.next
                } while after != nil
                return found
            }
            try expect(try await people("marketing"), is: [1, 4].map(ConsentDesk.person), "to the branch")
            for limit in [1, 2, 100] {
                try expect(
                    try await people("marketing.direct", limit: limit), is: [1, 2, 4].map(ConsentDesk.person),
                    "to the part, in pages of \(limit)")
            }
            try expect(try await people("payment"), is: [], "to what nobody objects to")
            try await desk.commit([
                .append(desk.event(.objectionLifted, "marketing", at: 30, by: ConsentDesk.person(1)))
            ])
            try await desk.commit([.forget(ConsentDesk.person(4))])
            try expect(try await people("marketing"), is: [], "afterwards")
            try expect(try await people("marketing.direct"), is: [ConsentDesk.person(2)], "to the part afterwards")
        },
        ContractPromise("a unit that requires the heads of many commits only while none of them moved") { ledger in
            let desk = ConsentDesk(ledger)
            try await desk.commit([.append(desk.event(.objected, "marketing", at: 10, by: ConsentDesk.person(1)))])
            for (round, seen) in [nil, try await ledger.changeCount()].enumerated() {
                let standings = try await ledger.standings(of: (1...3).map(ConsentDesk.person))
                try expect(standings.map(\.subject), is: (1...3).map(ConsentDesk.person), "the standings")
                let heads = standings.map { SubjectHead($0.subject, $0.head) }
                try await desk.commit([.requireAll(heads, seen: seen)])
                try await desk.commit([
                    .append(desk.event(.objected, "marketing", at: 20 + round, by: ConsentDesk.person(2)))
                ])
                try await desk.expectRefusal(.headMoved, "one of them moved") {
                    try await desk.commit([.requireAll(heads, seen: seen)])
                }
            }
        },
    ]

    static let takenOver: [ContractPromise<any ConsentLedger>] = [
        ContractPromise("events of one person are added together or not at all") { ledger in
            let desk = ConsentDesk(ledger)
            let asked = desk.event(.requested, "marketing", at: 10, notice: desk.notice.hash)
            try await desk.expectRefusal(.noticeOmitsPurpose, "one of them is refused") {
                let other = desk.event(.requested, "research", at: 10, notice: desk.notice.hash)
                try await desk.commit([.appendAll([asked, other], notices: [desk.notice])])
            }
            try await desk.expectRefusal(.severalSubjects, "two people") {
                let other = desk.event(.withdrawn, "marketing", at: 10, by: ConsentDesk.person(2))
                try await desk.commit([.appendAll([asked, other], notices: [desk.notice])])
            }
            try await desk.expectRefusal(.severalSubjects, "nobody") { try await desk.commit([.appendAll([])]) }
            try expect(try await ledger.history(of: desk.subject).isEmpty, "a refused change left a trace")
            try expect(try await ledger.notice(desk.notice.hash) == nil, "a refused change left its notice")
        },
        ContractPromise("an event that was taken over is not taken over again") { ledger in
            let desk = ConsentDesk(ledger)
            let key = ConsentDesk.person(9).handle
            func event(_ kind: ConsentEvent.Kind, at second: Int) -> ConsentEvent {
                desk.event(
                    kind, "marketing", at: second, occurredAt: 5,
                    details: desk.details { $0.origin = ConsentDetails.Origin(key: key, recordedAt: desk.time(6)) })
            }
            for second in [10, 20] { try await desk.commit([.append(event(.withdrawn, at: second))]) }
            try expect(try await ledger.history(of: desk.subject).map(\.recordedAt), is: [desk.time(10)], "times of recording")
            try await desk.expectRefusal(.keyReused, "another event under the key") {
                try await desk.commit([.append(event(.objected, at: 30))])
            }
            let own = try await ledger.history(of: desk.subject)[0].key
            try expect(own, is: key, "the key")
        },
        ContractPromise("everybody of whom something is recorded is listed by token in pages, until they are forgotten") {
            ledger in
            let desk = ConsentDesk(ledger)
            for number in [3, 1, 2] { try await desk.record(.withdrawn, "marketing", at: 10, by: ConsentDesk.person(number)) }
            let first = try await ledger.subjects(after: nil, limit: 2)
            try expect(first, is: [1, 2].map(ConsentDesk.person), "the first page")
            try expect(try await ledger.subjects(after: first.last, limit: 2), is: [ConsentDesk.person(3)], "the second")
            try await desk.commit([.forget(ConsentDesk.person(2))])
            try expect(try await ledger.subjects(after: nil, limit: 9), is: [1, 3].map(ConsentDesk.person), "after forgetting")
        },
    ]
}
