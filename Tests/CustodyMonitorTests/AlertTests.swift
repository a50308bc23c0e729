import CustodyModel
import Foundation
import Synchronization
import Testing

@testable import CustodyMonitor

@Suite("Alerts become cases, and somebody is told once")
struct AlertTests {
    private func alert(
        _ rule: RuleID = .volumeCap, by actor: UInt64 = 1, at hours: Int64 = 0, level: Severity = .high, subject: UInt64? = nil
    ) -> MonitorAlert {
        let at = Instant(milliseconds: 1_767_571_200_000 + hours * Scene.hour)
        return MonitorAlert(
            rule: rule, detail: nil, level: level, isShadow: false, actor: Scene.actor(actor),
            subject: subject.map(Scene.subject) ?? .zero, from: at, at: at, observed: 1, expected: 0, score: 1,
            evidence: [CommitSequence(rawValue: UInt64(hours) + 1)])
    }

    /// Holds a book, so that an expectation may add to it.
    private final class Desk {
        var book = AlertBook()
        func add(_ alert: MonitorAlert) -> AlertBook.Outcome { book.add(alert) }
    }

    @Test("One actor's alerts of a day are one case, each rule once in its score")
    func cases() {
        let desk = Desk()
        #expect(desk.add(alert()) == .opened(1))
        #expect(desk.add(alert(at: 2)) == .joined(1))
        #expect(desk.book[1]?.score == 6 && !desk.book.isCandidate(1, from: 10))
        #expect(desk.add(alert(.deniedBurst, at: 3)) == .joined(1))
        #expect(desk.book[1]?.score == 12 && desk.book.isCandidate(1, from: 10))
        #expect(desk.add(alert(by: 2, at: 3)) == .opened(2))
        #expect(desk.add(alert(at: 24)) == .opened(3))
        #expect(desk.add(alert(at: 2)) == .repeated(1))
    }

    @Test("An alert that comes a little out of order joins the case, and one of long before begins another")
    func anAlertALittleOutOfOrderJoinsTheCase() {
        let desk = Desk()
        #expect(desk.add(alert(at: 2)) == .opened(1))
        var early = alert(.deniedBurst, at: 2)
        early.at = early.at.adding(milliseconds: -5)
        #expect(desk.add(early) == .joined(1) && desk.book[1]?.score == 12)
        #expect(desk.add(early) == .repeated(1))
        early.at = early.at.adding(milliseconds: -2 * Scene.minute)
        #expect(desk.add(early) == .opened(2))
    }

    @Test("A critical alert proposes an incident by itself, and once")
    func candidates() throws {
        let desk = Desk()
        _ = desk.add(alert(.massChange, level: .critical))
        #expect(desk.book.isCandidate(1, from: 100))
        try desk.book.propose(1, as: IncidentID(Scene.actor(9)))
        #expect(!desk.book.isCandidate(1, from: 1))
        #expect(throws: MonitorError(.unknownCase, "")) { try desk.book.propose(7, as: IncidentID(Scene.actor(9))) }
    }

    @Test("A critical alert behind sixty-four others proposes an incident, and is kept in the place of one that adds nothing")
    func aCriticalAlertBehindSixtyFourOthersProposes() {
        let desk = Desk()
        _ = desk.add(alert(.related, level: .low))
        for number in 1..<70 as Range<Int64> {
            _ = desk.add(alert(.offHours, at: number % 20, level: .low, subject: UInt64(number)))
        }
        let key = desk.book[1]?.key
        #expect(desk.book[1]?.alerts.count == MonitorCase.alertLimit && desk.book[1]?.omitted == 6)
        #expect(desk.book[1]?.score == 2 && !desk.book.isCandidate(1, from: 10))
        #expect(desk.add(alert(.massChange, at: 21, level: .critical)) == .joined(1))
        #expect(desk.book[1]?.level == .critical && desk.book[1]?.score == 12 && desk.book.isCandidate(1, from: 100))
        #expect(desk.book[1]?.alerts.count == MonitorCase.alertLimit && desk.book[1]?.key == key)
        // More of the same gets no place, and takes none.
        _ = desk.add(alert(.massChange, at: 22, level: .critical))
        #expect(desk.book[1]?.alerts.filter { $0.rule == .massChange }.count == 1 && desk.book[1]?.omitted == 8)
        #expect(desk.book[1]?.alerts.last?.rule == .massChange)
    }

    @Test("A person who is probed is one case, whoever looked last")
    func probed() {
        let desk = Desk()
        #expect(desk.add(alert(.probedSubject, by: 1, subject: 5)) == .opened(1))
        #expect(desk.add(alert(.probedSubject, by: 2, at: 1, subject: 5)) == .joined(1))
    }

    @Test("What was looked at takes nothing more")
    func acknowledgement() throws {
        let desk = Desk()
        _ = desk.add(alert())
        try desk.book.acknowledge(1, .init(by: nil, at: Instant(milliseconds: 0), note: "a migration"))
        #expect(desk.add(alert(.deniedBurst, at: 1)) == .opened(2))
    }

    @Test("A suppression has a reason, an end and something it is about")
    func suppression() throws {
        let (from, until) = (alert().at, alert(at: 5).at)
        #expect(throws: MonitorError.self) { try AlertSuppression(because: "x", from: from, until: until) }
        #expect(throws: MonitorError.self) { try AlertSuppression(rule: .volumeCap, because: "  ", from: from, until: until) }
        #expect(throws: MonitorError.self) { try AlertSuppression(rule: .volumeCap, because: "x", from: until, until: from) }
        #expect(throws: MonitorError.self) {
            try AlertSuppression(rule: .volumeCap, because: "x", from: from, until: Instant(milliseconds: .max))
        }
        let desk = Desk()
        desk.book.suppress(
            try AlertSuppression(rule: .volumeCap, actor: Scene.actor(1), because: "a migration", from: from, until: until))
        #expect(desk.add(alert()) == .suppressed && desk.book.suppressed == 1 && desk.book.cases.isEmpty)
        #expect(desk.add(alert(by: 2)) == .opened(1))
        #expect(desk.add(alert(.deniedBurst)) == .opened(2))
        #expect(desk.add(alert(at: 5)) == .joined(2))
    }

    @Test("The book is bounded, and forgets whom it is told to forget")
    func bounds() {
        let desk = Desk()
        for number in 0..<200 as Range<Int64> { _ = desk.add(alert(at: number % 20)) }
        #expect(desk.book.cases.count == 1 && desk.book.cases[0].alerts.count <= MonitorCase.alertLimit)
        _ = desk.add(alert(.related, by: 2, subject: 5))
        desk.book.forget(Scene.actor(1))
        #expect(desk.book.cases.map(\.actor) == [Scene.actor(2)])
        desk.book.forget(Scene.subject(5))
        #expect(desk.book.cases[0].alerts[0].subject == .zero)
    }

    @Test("A line says what and how grave, and nothing that stands for anybody")
    func lines() throws {
        let lines = Mutex<[String]>([])
        let channel = LineChannel { line in lines.withLock { $0.append(line) } }
        channel.deliver(AlertNotice(alert: alert(subject: 5), caseNumber: 3, caseScore: 6, incident: nil))
        let line = try #require(lines.withLock { $0.first })
        #expect(line.contains("high R2 volume-cap case 3 score 6"))
        #expect(!line.contains("\(Scene.actor(1))") && !line.contains("\(Scene.subject(5))"))
    }

    @Test("A line names no case that is no more")
    func lineOfBefore() {
        let lines = Mutex<[String]>([])
        let channel = LineChannel { line in lines.withLock { $0.append(line) } }
        channel.deliver(AlertNotice(alert: alert(), caseNumber: 0, caseScore: 6, incident: nil))
        let line = lines.withLock { $0.first }
        #expect(line?.hasSuffix("high R2 volume-cap of a case before the store was put back, score 6") == true)
    }

    private struct Post: WebhookTransport {
        var status: Int
        func post(_ body: Data) async throws -> Int {
            let notice = try JSONDecoder().decode(AlertNotice.self, from: body)
            return notice.caseNumber == 3 ? status : 500
        }
    }

    @Test("A webhook sends JSON, and says when it was not taken")
    func webhook() async throws {
        let notice = AlertNotice(alert: alert(), caseNumber: 3, caseScore: 6, incident: nil)
        try await WebhookChannel(Post(status: 204)).deliver(notice)
        await #expect(throws: WebhookChannel.Refusal(status: 503)) {
            try await WebhookChannel(Post(status: 503)).deliver(notice)
        }
    }

    @Test("A stream keeps the newest for whoever reads it")
    func stream() async {
        let channel = StreamChannel(holding: 2)
        for number in 1...3 as ClosedRange<UInt64> {
            channel.deliver(AlertNotice(alert: alert(), caseNumber: number, caseScore: 6, incident: nil))
        }
        channel.finish()
        var numbers: [UInt64] = []
        for await notice in channel { numbers.append(notice.caseNumber) }
        #expect(numbers == [2, 3])
    }
}
