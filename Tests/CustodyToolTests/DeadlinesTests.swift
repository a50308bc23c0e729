import Foundation
import Testing

@Suite("deadlines")
struct DeadlinesTests {
    /// Answers of the command in JSON, as far as the tests read them.
    private struct Answer: Decodable {
        struct Duty: Decodable {
            struct Reading: Decodable {
                var reading: String
                var due: String?
                var day: String?
                var missing: String?
                var says: String?
            }
            var duty: String
            var due: String?
            var opensObligation: Bool
            var readings: [Reading]
        }
        var zone: String?
        var duties: [Duty]

        func duty(_ name: String) throws -> Duty { try #require(duties.first { $0.duty == name }, "no \(name)") }
    }

    private func answer(_ arguments: String...) async throws -> Answer {
        let run = try await Tool.run(["deadlines", "--json"] + arguments)
        try #require(run.status == 0, "\(run.all)")
        return try JSONDecoder().decode(Answer.self, from: Data(run.output.utf8))
    }

    @Test("without a law it lists all of them with their marks, the unverified ones as such")
    func list() async throws {
        let run = try await Tool.run(["deadlines"])
        #expect(run.status == 0, "\(run.all)")
        #expect(run.output.split(separator: "\n").count == 50)
        for line in ["eu-gdpr  on  GDPR", "eu-nis2  off", "jp-appi  off", "UNVERIFIED: weaklyVerified, noValidFrom"] {
            #expect(run.output.contains(line), "\(line) is not in: \(run.output)")
        }
        let law = try await Tool.run(["deadlines", "--regime", "eu-dora"])
        #expect(law.status == 0 && law.output.contains("4 hours after classificationAsMajor"), "\(law.all)")
    }

    @Test("it computes hours strictly, and every other reading where a place is given")
    func hours() async throws {
        let text = try await Tool.run(["deadlines", "--regime", "eu-gdpr", "--aware", "2025-03-29T10:00:00+01:00"])
        #expect(text.status == 0, "\(text.all)")
        #expect(text.output.contains("eu-gdpr.33(1): 2025-04-01T09:00:00.000Z"))
        #expect(text.output.contains("eu-gdpr.34(1): no number: without undue delay"))
        #expect(!text.output.contains("eu-gdpr.33(2)"))
        let answer = try await answer(
            "--regime", "eu-gdpr", "--aware", "2025-01-10T16:00:00+01:00", "--zone", "Europe/Berlin")
        let duty = try answer.duty("eu-gdpr.33(1)")
        #expect(answer.zone == "Europe/Berlin" && duty.due == "2025-01-13T15:00:00.000Z" && duty.opensObligation)
        #expect(duty.readings.map(\.reading) == ["strict", "fullHours", "twoWorkingDays"])
        #expect(duty.readings.last?.due == "2025-01-14T22:59:59.999Z")
        let processor = try await self.answer("--regime", "eu-gdpr", "--aware", "2025-01-10", "--role", "processor")
        #expect(processor.duties.map(\.duty) == ["eu-gdpr.33(2)"])
    }

    @Test("days, chains, caps, kinds of organisation and holidays")
    func more() async throws {
        let dora = try await answer(
            "--regime", "eu-dora", "--aware", "2025-03-03T08:00:00Z", "--moment", "classificationAsMajor=2025-03-04T06:00:00Z",
            "--met", "eu-dora.initial=2025-03-04T07:30:00Z")
        #expect(try dora.duty("eu-dora.initial").due == "2025-03-04T08:00:00.000Z")
        #expect(try dora.duty("eu-dora.intermediate").due == "2025-03-07T07:30:00.000Z")
        #expect(try dora.duty("eu-dora.final").readings.first?.missing == "notTriggered")
        let trust = try await answer(
            "--regime", "eu-nis2", "--aware", "2025-03-03T10:00:00Z", "--entity", "trustServiceProvider")
        #expect(try trust.duty("eu-nis2.notification").due == "2025-03-04T10:00:00.000Z")
        let brazil = try await answer(
            "--regime", "br-lgpd", "--aware", "2025-01-02T12:00:00Z", "--zone", "America/Sao_Paulo", "--holiday", "2025-01-06")
        #expect(try brazil.duty("br-lgpd.authority").readings.first?.day == "2025-01-08")
        let nowhere = try await answer("--regime", "br-lgpd", "--aware", "2025-01-02T12:00:00Z")
        #expect(try nowhere.duty("br-lgpd.authority").readings.first?.missing == "needsHolidays")
    }

    @Test("an unverified law is shown, marked, and opens no obligation")
    func unverified() async throws {
        let run = try await Tool.run([
            "deadlines", "--regime", "jp-appi", "--aware", "2026-01-05T00:00:00Z", "--zone", "Asia/Tokyo",
        ])
        #expect(run.status == 0 && run.output.contains("unverified: opens no obligation"), "\(run.all)")
        let answer = try await answer("--regime", "jp-appi", "--aware", "2026-01-05T00:00:00Z", "--zone", "Asia/Tokyo")
        #expect(answer.duties.count == 4 && answer.duties.allSatisfy { !$0.opensObligation })
    }

    @Test("a past duty whose first day nobody knows is shown with that caveat, by itself and with its deadline")
    func firstDayUnknown() async throws {
        let law = try await Tool.run(["deadlines", "--regime", "uk-pecr"])
        #expect(law.status == 0 && law.output.contains("until 2025-08-19\n    first day unknown"), "\(law.all)")
        let text = try await Tool.run(["deadlines", "--regime", "uk-pecr", "--aware", "2025-08-01T10:00:00Z"])
        #expect(text.status == 0, "\(text.all)")
        for words in ["uk-pecr.authority.2024: 2025-08-02T10:00:00.000Z", "first day unknown", "opens no obligation"] {
            #expect(text.output.contains(words), "\(words) is not in: \(text.output)")
        }
        let answer = try await answer("--regime", "uk-pecr", "--aware", "2025-08-01T10:00:00Z")
        #expect(answer.duties.map(\.duty) == ["uk-pecr.authority.2024"] && !answer.duties[0].opensObligation)
    }

    @Test(
        "bad input ends with 2 and says what is wrong",
        arguments: [
            (["--regime", "eu-gdrp"], "unknownRegime"), (["--aware", "2026-01-01"], "regimeMissing"),
            (["--regime", "eu-gdpr", "--aware", "yesterday"], "--aware"),
            (["--regime", "eu-gdpr", "--aware", "2026-02-30"], "--aware"),
            (["--regime", "eu-gdpr", "--aware", "2026-01-01", "--zone", "Europe/Atlantis"], "unknownZone"),
            (["--zone", "Europe/Atlantis"], "unknownZone"), (["--regime", "eu-gdpr", "--entity", "circus"], "unknownEntity"),
            (["--entity", "circus"], "unknownEntity"),
            (["--regime", "eu-gdpr", "--aware", "2026-01-01", "--holiday", "2026-12-25"], "zoneMissing"),
            (["--regime", "eu-gdpr", "--aware", "2026-01-01", "--zone", "UTC", "--holiday", "Christmas"], "--holiday"),
            (["--regime", "eu-gdpr", "--moment", "boredom=2026-01-01"], "unknownTrigger"),
            (["--regime", "eu-gdpr", "--moment", "awareness=soon"], "badTime"),
            (["--regime", "eu-gdpr", "--moment", "awareness"], "--moment"),
            (["--regime", "eu-gdpr", "--aware", "2026-01-01", "--moment", "awareness=2026-01-02"], "givenTwice"),
            (["--regime", "eu-dora", "--met", "eu-dora.clients=2026-01-01"], "unknownDuty"),
            (["--regime", "eu-gdpr", "--aware", "2026-01-01", "--entity", "circus"], "unknownEntity"),
            (["--regime", "eu-gdpr", "--aware", "2026-01-01", "--role", "king"], "--role"),
        ])
    func badInput(_ arguments: [String], _ word: String) async throws {
        let run = try await Tool.run(["deadlines"] + arguments)
        #expect(run.status == 2 && !run.wasSignalled, "\(run.all)")
        #expect(run.errors.contains(word), "\(word) is not in: \(run.errors)")
        #expect(run.output.isEmpty)
    }
}
