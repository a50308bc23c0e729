public import CustodyConsent
import CustodyModel

/// What every `ConsentLedger` promises. Each promise is checked on a ledger of which nothing is recorded; how
/// long it keeps what it takes is the backend's own matter.
public enum ConsentLedgerContract {
    /// The promises. A minor version may add some.
    public static let promises: [ContractPromise<any ConsentLedger>] =
        reading + refusing + changing + kinds + notices + takenOver + whole

    private static let reading: [ContractPromise<any ConsentLedger>] = [
        ContractPromise("nobody consented before anything was recorded") { ledger in
            let desk = ConsentDesk(ledger)
            try expect(try await desk.state("marketing"), is: .notAsked, "status")
            let standing = try await ledger.standing(of: desk.subject)
            try expect(standing, is: SubjectStanding(subject: desk.subject), "standing")
            try expect(try await ledger.history(of: desk.subject).isEmpty, "the history is not empty")
        },
        ContractPromise("a given consent is live, and says since when, by which commit and on which notice") { ledger in
            let desk = ConsentDesk(ledger)
            let sequence = try await desk.give("marketing", at: 10, explicit: true)
            let expected = ConsentStatus(
                .given, since: desk.time(10), sequence: sequence, number: 1, purpose: "marketing", notice: desk.notice.hash,
                explicit: true)
            try expect(try await ledger.status(of: desk.subject, purpose: "marketing"), is: expected, "status")
            try expect(try await ledger.standing(of: desk.subject).consents, is: ["marketing": expected], "standing")
        },
        ContractPromise("consent covers what is below its purpose, and nothing beside or above it") { ledger in
            let desk = ConsentDesk(ledger)
            try await desk.give("marketing.direct", at: 10)
            try expect(try await desk.state("marketing.direct.mail"), is: .given, "below")
            try expect(try await desk.state("marketing"), is: .notAsked, "above")
            try expect(try await desk.state("marketing.directory"), is: .notAsked, "beside")
            let standing = try await ledger.standing(of: desk.subject)
            try expect(
                standing.status(for: "marketing.direct.mail").isLive(at: desk.time(10)),
                "the standing does not cover what is below")
            try expect(!standing.status(for: "marketing").isLive(at: desk.time(10)), "the standing covers what is above")
        },
        ContractPromise("the newest event among a purpose and those above it decides") { ledger in
            let desk = ConsentDesk(ledger)
            try await desk.give("marketing", at: 10)
            try await desk.record(.withdrawn, "marketing.direct", at: 20)
            try expect(try await desk.state("marketing.direct"), is: .withdrawn, "the withdrawn part")
            try expect(try await desk.state("marketing"), is: .given, "the rest")
            try await desk.record(.withdrawn, "marketing", at: 30)
            try expect(try await desk.state("marketing.post"), is: .withdrawn, "a part after the whole was withdrawn")
            try await desk.give("marketing", at: 40)
            try expect(try await desk.state("marketing.direct"), is: .given, "the part after the whole was given anew")
        },
        ContractPromise("a past instant is answered by what had occurred until then") { ledger in
            let desk = ConsentDesk(ledger)
            try await desk.give("marketing", at: 10)
            try await desk.record(.withdrawn, "marketing", at: 20)
            try expect(try await desk.state("marketing", at: 9), is: .notAsked, "before")
            try expect(try await desk.state("marketing", at: 10), is: .given, "at the instant itself")
            try expect(try await desk.state("marketing", at: 19), is: .given, "between")
            try expect(try await desk.state("marketing", at: 20), is: .withdrawn, "after")
        },
        ContractPromise("what was known is told apart from what had occurred") { ledger in
            let desk = ConsentDesk(ledger)
            let given = try await desk.give("marketing", at: 10)
            try await desk.record(.withdrawn, "marketing", at: 50, occurredAt: 20)
            try expect(try await desk.state("marketing", at: 30), is: .withdrawn, "as known now")
            let byCommit = try await ledger.status(
                of: desk.subject, purpose: "marketing", at: desk.time(30), knownAt: .commit(given))
            try expect(byCommit.state, is: .given, "as known at the first commit")
            for (second, state) in [(49, ConsentStatus.State.given), (50, .withdrawn)] {
                let status = try await ledger.status(
                    of: desk.subject, purpose: "marketing", at: desk.time(30), knownAt: .instant(desk.time(second)))
                try expect(status.state, is: state, "as known at second \(second)")
            }
        },
        ContractPromise("of two events at one instant the later commit decides") { ledger in
            let desk = ConsentDesk(ledger)
            try await desk.give("marketing", at: 10)
            try await desk.record(.withdrawn, "marketing", at: 10)
            try expect(try await desk.state("marketing"), is: .withdrawn, "status")
        },
        ContractPromise("a clock that was set back does not let a withdrawal lose") { ledger in
            let desk = ConsentDesk(ledger)
            try await desk.give("marketing", at: 100)
            try await desk.record(.withdrawn, "marketing", at: 50)
            try expect(try await desk.state("marketing"), is: .withdrawn, "status")
        },
        ContractPromise("history keeps every event in the order of the commits") { ledger in
            let desk = ConsentDesk(ledger)
            try await desk.give("marketing", at: 30)
            try await desk.record(.withdrawn, "marketing", at: 40, occurredAt: 5)
            try await desk.record(.refused, "payment", at: 50)
            let history = try await ledger.history(of: desk.subject)
            try expect(history.map(\.event.kind), is: [.requested, .given, .withdrawn, .requested, .refused], "kinds")
            try expect(history.map(\.number), is: Array(0..<5), "numbers")
            try expect(
                history.map(\.event.occurredAt), is: [30, 30, 5, 50, 50].map { desk.time($0) }, "times as they were claimed")
            try expect(history.map(\.sequence) == history.map(\.sequence).sorted(), "the commits are out of order")
        },
        ContractPromise("live consents are listed by token in pages, and only live ones") { ledger in
            let desk = ConsentDesk(ledger)
            let people = (1...5).map(ConsentDesk.person)
            for person in people.reversed() { try await desk.give("marketing", at: 10, by: person) }
            try await desk.record(.withdrawn, "marketing", at: 20, by: people[2])
            try await desk.record(.refused, "marketing", at: 20, by: ConsentDesk.person(6))
            let first = try await ledger.liveConsents(for: "marketing.direct", at: desk.time(30), limit: 3)
            try expect(first.items.map(\.subject), is: [people[0], people[1], people[3]], "first page")
            try expect(first.next, is: people[3], "where the next page begins")
            let second = try await ledger.liveConsents(
                for: "marketing.direct", at: desk.time(30), after: first.next, limit: 3)
            try expect(second.items.map(\.subject), is: [people[4]], "second page")
            try expect(second.next, is: nil, "the end")
        },
    ]

    private static let refusing: [ContractPromise<any ConsentLedger>] = [
        ContractPromise("consent and refusal need a recorded notice that explains the purpose") { ledger in
            let desk = ConsentDesk(ledger)
            for kind in [ConsentEvent.Kind.requested, .given, .refused, .renewed] {
                try await desk.expectRefusal(.noticeMissing, "no notice") {
                    try await desk.commit([.append(desk.event(kind, "marketing", at: 10))])
                }
                try await desk.expectRefusal(.noticeUnknown, "an unknown notice") {
                    try await desk.commit([.append(desk.event(kind, "marketing", at: 10, notice: desk.notice.hash))])
                }
            }
            try await desk.commit([.record(desk.notice)])
            try await desk.expectRefusal(.noticeOmitsPurpose, "another purpose") {
                try await desk.commit([.append(desk.event(.given, "research", at: 10, notice: desk.notice.hash))])
            }
            try await desk.expectRefusal(.noticeNotServed, "a notice that nobody was shown") {
                try await desk.commit([.append(desk.event(.given, "marketing", at: 10, notice: desk.notice.hash))])
            }
            try expect(try await ledger.history(of: desk.subject).isEmpty, "a refused event left a trace")
        },
        ContractPromise("nobody can have consented in the future") { ledger in
            let desk = ConsentDesk(ledger)
            try await desk.expectRefusal(.occurredInFuture, "a consent of tomorrow") {
                try await desk.give("marketing", at: 10, occurredAt: 11)
            }
        },
        ContractPromise("the same text is not taken for other purposes, and taking it again changes nothing") { ledger in
            let desk = ConsentDesk(ledger)
            try await desk.commit([.record(desk.notice)])
            var again = desk.notice
            again.recordedAt = desk.time(99)
            try await desk.commit([.record(again)])
            try expect(try await ledger.notice(desk.notice.hash), is: desk.notice, "the first record")
            again.purposes.append("research")
            try await desk.expectRefusal(.noticeConflict, "more purposes") { [again] in
                try await desk.commit([.record(again)])
            }
            try expect(try await ledger.notice(NoticeHash(of: [1])) == nil, "a notice that nobody recorded")
        },
        ContractPromise("a decision that missed a later event does not commit, nor does the rest of its unit") { ledger in
            let desk = ConsentDesk(ledger)
            try await desk.commit([.require(desk.subject, head: nil)])
            let head = try await desk.give("marketing", at: 10)
            try expect(try await ledger.standing(of: desk.subject).head, is: head, "head")
            try await desk.commit([.require(desk.subject, head: head)])
            try expect(try await ledger.standing(of: desk.subject).head, is: head, "head after a mere precondition")
            try await desk.record(.withdrawn, "marketing", at: 20)
            let other = ConsentDesk.person(2)
            try await desk.expectRefusal(.headMoved, "an old head") {
                try await desk.commit([
                    .append(desk.event(.withdrawn, "marketing", at: 30, by: other)), .require(desk.subject, head: head),
                ])
            }
            try expect(try await ledger.history(of: other).isEmpty, "a part of the failed unit took effect")
        },
    ]

    private static let changing: [ContractPromise<any ConsentLedger>] = [
        ContractPromise("a withdrawal is taken from somebody who never consented, without notice and from a fast clock") {
            ledger in
            let desk = ConsentDesk(ledger)
            try await desk.record(.withdrawn, "marketing", at: 10, occurredAt: 500)
            let status = try await ledger.status(of: desk.subject, purpose: "marketing")
            try expect(status.state, is: .withdrawn, "status")
            try expect(status.since, is: desk.time(10), "since when")
        },
        ContractPromise("a notice and the consent on it may be taken in one change") { ledger in
            let desk = ConsentDesk(ledger)
            try await desk.give("marketing", at: 10)
            try expect(try await ledger.notice(desk.notice.hash), is: desk.notice, "the notice")
        },
        ContractPromise("an objection stands until it is lifted, below its purpose too, and leaves consent alone") { ledger in
            let desk = ConsentDesk(ledger)
            try await desk.give("marketing", at: 10)
            try await desk.record(.objected, "marketing", at: 20)
            let standing = try await ledger.standing(of: desk.subject)
            try expect(standing.objections, is: ["marketing"], "objections")
            try expect(standing.hasObjection(to: "marketing.direct"), "an objection does not reach what is below")
            try expect(standing.status(for: "marketing").isLive(at: desk.time(20)), "an objection altered the consent")
            try await desk.record(.objectionLifted, "marketing.direct", at: 30)
            let later = try await ledger.standing(of: desk.subject)
            try expect(later.hasObjection(to: "marketing"), "lifting a part lifted the whole")
            try expect(!later.hasObjection(to: "marketing.direct"), "the part was not lifted")
        },
        ContractPromise("a restriction stands until it is lifted") { ledger in
            let desk = ConsentDesk(ledger)
            try await desk.record(.restricted, nil, at: 10)
            try expect(try await ledger.standing(of: desk.subject).restricted, "not restricted")
            try await desk.record(.restrictionLifted, nil, at: 20)
            try expect(try await !ledger.standing(of: desk.subject).restricted, "still restricted")
        },
        ContractPromise("one person's events do not touch another's") { ledger in
            let desk = ConsentDesk(ledger)
            try await desk.give("marketing", at: 10)
            let other = ConsentDesk.person(2)
            try await desk.record(.withdrawn, "marketing", at: 20, by: other)
            try await desk.commit([.forget(other)])
            try expect(try await desk.state("marketing"), is: .given, "status")
        },
        ContractPromise("after forgetting nothing is recorded of the person, also when done twice") { ledger in
            let desk = ConsentDesk(ledger)
            try await desk.give("marketing", at: 10)
            for _ in 1...2 {
                try await desk.commit([.forget(desk.subject)])
                let standing = try await ledger.standing(of: desk.subject)
                try expect(standing, is: SubjectStanding(subject: desk.subject), "standing")
                try expect(try await ledger.history(of: desk.subject).isEmpty, "the history is not empty")
                let page = try await ledger.liveConsents(for: "marketing", at: desk.time(20), limit: 10)
                try expect(page.items.isEmpty, "still listed among the live consents")
            }
            try expect(try await ledger.notice(desk.notice.hash) != nil, "the notice went too, though others may refer to it")
        },
    ]
}
