import CustodyIncidents
import CustodyLaw
import CustodyModel
import Testing

@Suite struct IncidentRulesTests {
    private let id = IncidentID(.zero)
    private let text = SealedValue(key: KeyID(.zero, .text), keyVersion: 1, box: [1])
    private let other = SealedValue(key: KeyID(.zero, .text), keyVersion: 1, box: [2])

    private static let facts: BreachFacts = {
        var facts = BreachFacts()
        facts.people = .atLeast(1, andUpTo: 8)
        facts.dataKinds = [.contact, .health]
        facts.encryption = BreachFacts.Encryption.none
        facts.answers = ["is it significant?": false]
        return facts
    }()

    private func hour(_ hour: Int64) -> Instant { Instant(milliseconds: 1_700_000_000_000 + hour * 3_600_000) }

    private func incident(after steps: [(Int64, IncidentChange.Step)]) throws -> Incident {
        var incident: Incident?
        for (version, (hour, step)) in steps.enumerated() {
            let change = IncidentChange(
                id, expecting: UInt64(version), step, recordedAt: self.hour(hour), actor: PrincipalToken(.zero))
            incident = try IncidentRules.applying(change, to: incident, at: CommitSequence(rawValue: UInt64(version) + 1))
        }
        return try #require(incident)
    }

    private var opening: (Int64, IncidentChange.Step) {
        (0, .open(title: text, role: .controller, occurred: nil, detected: time(-11)))
    }

    private func time(_ hour: Int64) -> PartialInstant { PartialInstant(self.hour(hour)) }

    private func aware(_ at: Int64) -> IncidentChange.Step { .aware(at: time(at), reason: text, under: [.gdpr]) }

    private func submit(_ duty: DutyID, _ at: Int64, _ reason: SealedValue? = nil) -> IncidentChange.Step {
        .submit(duty, at: time(at), lateReason: reason, duties: [])
    }

    private func determine(_ determination: Determination) -> IncidentChange.Step { .determine(determination, reason: text) }

    private func correct(_ line: UInt64, _ at: Int64) -> IncidentChange.Step {
        .correct(event: line, at: time(at), text: nil, reason: other)
    }

    @Test("A submission that turns out to have been late stands, and must be explained before closing")
    func explained() throws {
        let steps: [(Int64, IncidentChange.Step)] = [
            opening, (0, determine(.confirmed)), (0, aware(0)), (70, submit(.gdprAuthority, 70)), (80, aware(-10)),
            (81, .assess(.personalData(risk: .risk), reason: nil)),
            (81, submit(.gdprRegister, 81)),
            (81, .notRequired(.gdprDataSubjects, reason: text)),
        ]
        let late = try incident(after: steps)
        #expect(late[.gdprAuthority]?.state == .submitted(at: time(70), late: true, reason: nil))
        #expect(late.unmetGuards == [.latenessUnexplained(.gdprAuthority)])
        let explained = try incident(
            after: steps + [(82, .explainLateness(.gdprAuthority, reason: other)), (82, .close(note: nil))])
        #expect(explained[.gdprAuthority]?.state == .submitted(at: time(70), late: true, reason: other))
        #expect(explained.investigation == .closed)
    }

    @Test("What is overdue does not become timely when the clock is set back")
    func clock() throws {
        let incident = try incident(after: [opening, (0, aware(0)), (80, .note(text, at: nil))])
        #expect(incident.isOverdue(at: hour(10)))
        #expect(incident.overdue(at: hour(10)).map(\.duty) == [.gdprAuthority])
    }

    @Test("A time after the record is refused")
    func future() throws {
        for step in [
            IncidentChange.Step.advance(.contained, at: time(5), note: nil), submit(.gdprAuthority, 5),
            aware(5),
        ] {
            #expect(throws: IncidentError(.timeInvalid, "", incident: id)) {
                var before = [opening]
                if step != aware(5) { before.append((0, aware(0))) }
                return try incident(after: before + [(4, step)])
            }
        }
        #expect(throws: IncidentError(.timeInvalid, "", incident: id)) {
            try incident(after: [(0, .open(title: text, role: .controller, occurred: time(1), detected: nil))])
        }
    }

    @Test("A step that does not fit is refused")
    func wrongState() throws {
        let submitted: [(Int64, IncidentChange.Step)] = [
            opening, (0, aware(0)), (1, submit(.gdprAuthority, 1)), (1, submit(.gdprRegister, 1)),
            (1, .assess(.noPersonalData, reason: nil)),
        ]
        let steps: [IncidentChange.Step] = [
            submit(.gdprRegister, 1), .notRequired(.gdprAuthority, reason: text), determine(.undetermined),
            .advance(.closed, at: nil, note: nil), .advance(.reported, at: nil, note: nil),
            .decide(.awareness, at: time(0), reason: text, duties: []),
            .correct(event: 2, at: time(0), text: nil, reason: text),
            .explainLateness(.gdprAuthority, reason: text), .reopen(reason: text), .assess(.notAssessed, reason: nil),
        ]
        for step in steps {
            #expect(throws: IncidentError(.wrongState, "", incident: id)) { try incident(after: submitted + [(2, step)]) }
        }
        #expect(throws: IncidentError(.wrongState, "", incident: id)) {
            try incident(after: [
                opening, (1, .advance(.contained, at: nil, note: nil)), (2, .advance(.contained, at: time(2), note: nil)),
            ])
        }
    }

    @Test("A duty with exceptions may be found not to be required at a high risk, for a reason")
    func exception() throws {
        let steps: [(Int64, IncidentChange.Step)] = [
            opening, (0, aware(0)), (1, .assess(.personalData(risk: .high), reason: nil)),
            (2, .notRequired(.gdprDataSubjects, reason: other)),
        ]
        #expect(try incident(after: steps)[.gdprDataSubjects]?.state == .notRequired(reason: other))
        #expect(throws: IncidentError(.dutyOwed, "", incident: id)) {
            try incident(after: steps + [(3, .notRequired(.gdprRegister, reason: other))])
        }
    }

    @Test("What an exception frees from stays so whatever else is learnt, until it was not owed in between")
    func exceptionStays() throws {
        let steps: [(Int64, IncidentChange.Step)] = [
            opening, (0, aware(0)), (1, .assess(.personalData(risk: .high), reason: nil)),
            (2, .notRequired(.gdprDataSubjects, reason: other)), (3, .learn(.effects(text), reason: nil)),
            (3, determine(.confirmed)), (4, .assess(.personalData(risk: .high), reason: nil)),
        ]
        #expect(try incident(after: steps)[.gdprDataSubjects]?.state == .notRequired(reason: other))
        let again: [(Int64, IncidentChange.Step)] = [
            (5, .assess(.personalData(risk: .risk), reason: nil)), (6, .assess(.personalData(risk: .high), reason: nil)),
        ]
        #expect(try incident(after: steps + again)[.gdprDataSubjects]?.state == .undated)
    }

    @Test("What more was submitted is corrected by itself, and the first submission keeps its time")
    func supplement() throws {
        let steps: [(Int64, IncidentChange.Step)] = [
            opening, (0, aware(0)), (70, submit(.gdprAuthority, 70)), (80, submit(.gdprAuthority, 74)),
            (81, submit(.gdprAuthority, 75)), (90, correct(4, 71)),
        ]
        let once = try incident(after: steps)
        #expect(once[.gdprAuthority]?.state == .submitted(at: time(70), late: false, reason: nil))
        #expect(once[.gdprAuthority]?.supplements == [time(71), time(75)])
        // The correction is corrected, and then the first submission.
        let twice = try incident(after: steps + [(91, correct(6, 76)), (92, correct(3, 73))])
        #expect(twice[.gdprAuthority]?.state == .submitted(at: time(73), late: true, reason: nil))
        #expect(twice[.gdprAuthority]?.supplements == [time(76), time(75)])
    }

    @Test("What was recorded while a corrected supplement stood for the submission is still taken: an explanation, a closing")
    func formerCorrections() throws {
        let late: [(Int64, IncidentChange.Step)] = [
            opening, (0, aware(0)), (70, submit(.gdprAuthority, 70)), (71, submit(.gdprAuthority, 71)), (90, correct(4, 74)),
            (91, .explainLateness(.gdprAuthority, reason: other)),
        ]
        #expect(
            try incident(after: late)[.gdprAuthority]?.state == .submitted(at: time(70), late: false, reason: other))
        // The awareness turned out to be earlier, so that the first submission was late, and the second not by its new time.
        let inTime: [(Int64, IncidentChange.Step)] = [
            opening, (0, determine(.confirmed)), (0, aware(0)), (70, submit(.gdprAuthority, 70)),
            (71, submit(.gdprAuthority, 71)), (80, aware(-10)), (81, .assess(.personalData(risk: .risk), reason: nil)),
            (81, submit(.gdprRegister, 81)), (81, .notRequired(.gdprDataSubjects, reason: text)),
        ]
        #expect(try incident(after: inTime).unmetGuards == [.latenessUnexplained(.gdprAuthority)])
        let closed = try incident(after: inTime + [(82, correct(5, 60)), (83, .close(note: nil))])
        #expect(closed.investigation == .closed)
    }

    @Test("Without personal data every duty can be found not to be required, and the incident closes")
    func noPersonalData() throws {
        let incident = try incident(after: [
            opening, (0, determine(.confirmed)), (0, aware(0)), (1, .assess(.noPersonalData, reason: nil)),
            (2, .notRequired(.gdprAuthority, reason: other)), (2, .notRequired(.gdprRegister, reason: other)),
            (2, .notRequired(.gdprDataSubjects, reason: other)), (3, .close(note: nil)),
        ])
        #expect(incident.investigation == .closed && !incident.isOverdue(at: hour(999)))
    }

    @Test("A change reads back as it was written", arguments: 0..<21)
    func coding(_ place: Int) throws {
        let steps: [IncidentChange.Step] = [
            opening.1, aware(0), .assess(.personalData(risk: .high), reason: text), .assess(.noPersonalData, reason: nil),
            .advance(.contained, at: time(0), note: nil), determine(.suspected), .learn(.records(.atLeast(3)), reason: nil),
            .learn(.breach(Self.facts), reason: text),
            .learn(.occurred(.on(CivilDate(daysSince1970: 9), in: .utc)), reason: nil),
            .correct(event: 4, at: time(0), text: text, reason: other),
            .decide(
                .classificationAsMajor, at: time(0), reason: text,
                duties: OpenedDuty.all(
                    for: TriggerMoments([.awareness: hour(0), .classificationAsMajor: hour(0)]), under: [.dora],
                    at: .unionInstitutions)),
            submit(.gdprAuthority, 0, text),
            .notRequired(.gdprRegister, reason: text), .explainLateness(.gdprRegister, reason: text), .note(text, at: nil),
            .close(note: nil), .reopen(reason: text), .learn(.effects(text), reason: nil),
            .learn(.remedialAction(other), reason: nil), .receive(text, notice: 0),
            .send(
                SentNotice(
                    .gdprAuthority, to: .authority, phase: .initial, at: time(0), address: text, content: other, digest: [1, 2])
            ),
        ]
        let change = IncidentChange(id, expecting: 3, steps[place], recordedAt: hour(1), actor: PrincipalToken(.zero))
        #expect(try CBOR.decode(IncidentChange.self, from: CBOR.encode(change)) == change)
    }

    @Test("An error prints its code, what to do and the incident")
    func printing() {
        do {
            _ = try incident(after: [opening, (0, aware(0)), (1, .close(note: nil))])
            #expect(Bool(false), "closed")
        } catch {
            #expect(
                "\(error)".hasPrefix(
                    "guardsUnmet: before it is closed: decide whether it is an incident; assess whether it is a breach; "
                        + "submit 'eu-gdpr"))
        }
    }
}
