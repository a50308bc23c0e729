import CustodyConsent
import CustodyModel

extension ConsentLedgerContract {
    static let kinds: [ContractPromise<any ConsentLedger>] = [
        ContractPromise("what was shown is recorded apart from what was answered, and asking again ends nothing") { ledger in
            let desk = ConsentDesk(ledger)
            try await desk.record(.requested, "marketing", at: 10)
            try expect(try await desk.state("marketing"), is: .requested, "asked and not answered")
            try await desk.commit([.append(desk.event(.given, "marketing.direct", at: 20, notice: desk.notice.hash))])
            try expect(try await desk.state("marketing.direct"), is: .given, "answered later, to a part")
            try await desk.record(.requested, "marketing", at: 30)
            try expect(try await desk.state("marketing.direct"), is: .given, "asked again")
            try expect(try await desk.state("marketing"), is: .requested, "the whole was never answered")
            try await desk.expectRefusal(.noticeNotServed, "an answer that is older than the question") {
                try await desk.commit([
                    .append(desk.event(.given, "marketing", at: 40, occurredAt: 9, notice: desk.notice.hash))
                ])
            }
        },
        ContractPromise("a consent with an end runs out by itself, and can be renewed") { ledger in
            let desk = ConsentDesk(ledger)
            try await desk.expectRefusal(.nothingToRenew, "nothing to renew") {
                try await desk.answer(.renewed, "marketing", at: 5)
            }
            try await desk.give("marketing", at: 10, details: desk.details { $0.validUntil = desk.time(20) })
            try expect(try await desk.state("marketing", at: 19), is: .given, "before its end")
            try expect(try await desk.state("marketing", at: 20), is: .expired, "at its end")
            let now = try await ledger.status(of: desk.subject, purpose: "marketing")
            try expect(now.isLive(at: desk.time(19)) && !now.isLive(at: desk.time(20)), "the status now has another end")
            try expect(try await ledger.liveConsents(for: "marketing", at: desk.time(20)).items.isEmpty, "listed after its end")
            try await desk.answer(.renewed, "marketing", at: 30)
            try expect(try await desk.state("marketing", at: 25), is: .expired, "between")
            try expect(try await desk.state("marketing", at: 30), is: .given, "renewed")
            try await desk.record(.withdrawn, "marketing", at: 40)
            try await desk.expectRefusal(.nothingToRenew, "after a withdrawal") {
                try await desk.answer(.renewed, "marketing", at: 50)
            }
        },
        ContractPromise("consent ends when it is revoked or expires, and says which") { ledger in
            let desk = ConsentDesk(ledger)
            for (second, kind, state) in [
                (10, ConsentEvent.Kind.revoked, ConsentStatus.State.revoked), (20, .expired, .expired),
            ] {
                try await desk.give("marketing", at: second)
                try await desk.record(kind, "marketing", at: second + 5)
                try expect(try await desk.state("marketing"), is: state, "after \(kind)")
                try expect(try await desk.state("marketing", at: second), is: .given, "before \(kind)")
                try expect(
                    try await ledger.liveConsents(for: "marketing", at: desk.time(60)).items.isEmpty, "listed after \(kind)")
            }
        },
        ContractPromise("a consent that is taken back was none from its first day, for whoever asks later") { ledger in
            let desk = ConsentDesk(ledger)
            let given = try await desk.give("marketing", at: 10)
            let taken = try await desk.record(
                .invalidated, "marketing", at: 50, details: desk.details { $0.invalidates = 1 })
            for second in [10, 30, 60] {
                try expect(try await desk.state("marketing", at: second), is: .invalidated, "at \(second), as known now")
                for horizon in [ConsentHorizon.commit(given), .instant(desk.time(49))] {
                    let before = try await ledger.status(
                        of: desk.subject, purpose: "marketing", at: desk.time(second), knownAt: horizon)
                    try expect(before.state, is: .given, "at \(second), as known at \(horizon)")
                }
                let after = try await ledger.status(
                    of: desk.subject, purpose: "marketing", at: desk.time(second), knownAt: .commit(taken))
                try expect(after.state, is: .invalidated, "at \(second), as known at the commit that took it back")
            }
            try expect(try await ledger.history(of: desk.subject).count, is: 3, "events")
            try expect(try await ledger.liveConsents(for: "marketing", at: desk.time(60)).items.isEmpty, "still listed")
            for (target, purpose) in [(1, Purpose("marketing")), (0, "marketing"), (7, "marketing"), (1, "payment")] {
                try await desk.expectRefusal(.targetInvalid, "event \(target) for \(purpose)") {
                    try await desk.record(
                        .invalidated, purpose, at: 60, details: desk.details { $0.invalidates = target })
                }
            }
            try await desk.give("marketing", at: 70)
            try expect(try await desk.state("marketing"), is: .given, "consent given anew")
        },
        ContractPromise("a signal prevails over an earlier consent and objects, until the person consents") { ledger in
            let desk = ConsentDesk(ledger)
            try await desk.give("marketing", at: 10)
            try await desk.record(
                .optedOut, "marketing", at: 20, details: desk.details { $0.signal = .globalPrivacyControl })
            try expect(try await desk.state("marketing.direct"), is: .optedOut, "after the signal")
            try expect(try await ledger.standing(of: desk.subject).hasObjection(to: "marketing.direct"), "no objection")
            try await desk.record(.signalEnded, "marketing", at: 25)
            try expect(try await desk.state("marketing"), is: .optedOut, "after the signal ended")
            try await desk.give("marketing.direct", at: 30)
            let standing = try await ledger.standing(of: desk.subject)
            try expect(
                standing.status(for: "marketing.direct").isLive(at: desk.time(30)), "the person's own consent does not count")
            try expect(!standing.hasObjection(to: "marketing.direct"), "the signal objects to what the person agreed to")
            try expect(standing.hasObjection(to: "marketing"), "consent to a part ended the signal for the whole")
        },
        ContractPromise("an objection to direct marketing is lifted by nobody but the person") { ledger in
            let desk = ConsentDesk(ledger)
            let somebody = PrincipalToken(.zero)
            for (second, basis) in [(10, ConsentBasis.legitimateInterest), (30, .directMarketing)] {
                try await desk.record(.objected, "marketing", at: second, details: desk.details { $0.basis = basis })
                if basis == .directMarketing {
                    try await desk.expectRefusal(.objectionAbsolute, "lifted by another") {
                        try await desk.record(.objectionLifted, "marketing", at: second + 5, actor: somebody)
                    }
                    try await desk.record(.objectionLifted, "marketing", at: second + 6)
                } else {
                    try await desk.record(.objectionLifted, "marketing", at: second + 5, actor: somebody)
                }
                try expect(
                    try await !ledger.standing(of: desk.subject).hasObjection(to: "marketing"), "still objected, \(basis)")
            }
        },
        ContractPromise("a child's consent needs a guardian, and details are well formed") { ledger in
            let desk = ConsentDesk(ledger)
            let child = AgeAssurance(country: "DE", age: 16, isYounger: true)
            for capacity in [nil, Representation.Capacity.agent] {
                try await desk.expectRefusal(.guardianMissing, "no guardian") {
                    try await desk.give(
                        "marketing", at: 10,
                        details: desk.details {
                            $0.age = child
                            $0.onBehalf = capacity.map { Representation($0) }
                        })
                }
            }
            try await desk.answer(.refused, "marketing", at: 10, details: desk.details { $0.age = child })
            try await desk.give(
                "marketing", at: 20,
                details: desk.details {
                    $0.age = child
                    $0.onBehalf = Representation(.guardian)
                })
            try expect(try await desk.state("marketing"), is: .given, "with a guardian")
            let malformed: [ConsentDetails] = [
                desk.details { $0.channel = "a b" }, desk.details { $0.language = "" },
                desk.details { $0.jurisdiction = "D/E" },
                desk.details { $0.categories = [] }, desk.details { $0.method = "" }, desk.details { $0.invalidates = 0 },
            ]
            for details in malformed {
                try await desk.expectRefusal(.detailInvalid, "\(details)") {
                    try await desk.give("payment", at: 30, details: details)
                }
            }
            try await desk.expectRefusal(.validityInvalid, "an end before the beginning") {
                try await desk.give("payment", at: 30, details: desk.details { $0.validUntil = desk.time(30) })
            }
        },
    ]
}
