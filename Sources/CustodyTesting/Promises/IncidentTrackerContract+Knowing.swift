import CustodyIncidents
import CustodyLaw
import CustodyModel

extension IncidentTrackerContract {
    /// What is known when, and how it is corrected.
    static let knowing: [ContractPromise<any IncidentTracker>] = [
        ContractPromise("a repeated command alters nothing and says so, and its key serves no other step") { tracker in
            let room = IncidentRoom(tracker)
            let key = Handle([UInt8](repeating: 3, count: 16))
            try await room.open()
            let change = room.change(room.note(2), expecting: 1, key: key)
            var answers: [IncidentOutcome?] = []
            for _ in 0..<3 {
                var unit = UnitOfWork()
                let staged = try tracker.stage(change, in: &unit)
                answers.append(try await unit.commit()[staged])
            }
            try expect(
                answers, is: [.applied(version: 2), .repeated(version: 2), .repeated(version: 2)], "answers")
            try expect(try await room.incident.version, is: 2, "version")
            try await room.expectRefusal(.keyReused) {
                var unit = UnitOfWork()
                try tracker.stage(room.change(room.note(3), expecting: 2, key: key), in: &unit)
                _ = try await unit.commit()
            }
        },
        ContractPromise("what is learnt anew holds, needs a reason, and the earlier line stays with the number of the later") {
            tracker in
            let room = IncidentRoom(tracker)
            try await room.open()
            guard let range = PartialInstant(from: room.time(-50), to: room.time(-40)) else {
                throw BrokenPromise("a range in order is none")
            }
            try await room.commit(.learn(.occurred(range), reason: nil), expecting: 1)
            try expect(try await room.incident.occurred, is: range, "when it happened")
            try await room.expectRefusal(.reasonMissing) {
                try await room.commit(.learn(.occurred(room.moment(-45)), reason: nil), expecting: 2)
            }
            try await room.commit(.learn(.occurred(room.moment(-45)), reason: room.text(3)), expecting: 2)
            let incident = try await room.incident
            try expect(incident.occurred, is: room.moment(-45), "when it happened, corrected")
            try expect(incident.timeline.map(\.supersededBy), is: [nil, 3, nil], "which line holds in the place of which")
            try expect(incident.timeline[1].occurredAt, is: range, "the earlier line")
            try expect(incident.course.map(\.number), is: [3, 1], "the lines that hold, as they happened")
            try expect(incident.at(version: 2)?.occurred, is: range, "what was known at version 2")
        },
        ContractPromise("a corrected submission is judged anew, and both lines stay") { tracker in
            let room = IncidentRoom(tracker)
            try await room.open()
            try await room.commit(room.aware(at: 0), expecting: 1)
            try await room.commit(room.submit(.gdprAuthority, at: 70), expecting: 2, hour: 71)
            try await room.expectRefusal(.eventUnknown) {
                try await room.commit(
                    .correct(event: 9, at: room.moment(74), text: nil, reason: room.text(5)), expecting: 3, hour: 80)
            }
            try await room.commit(
                .correct(event: 3, at: room.moment(74), text: nil, reason: room.text(5)), expecting: 3, hour: 80)
            let incident = try await room.incident
            try expect(
                incident[.gdprAuthority]?.state, is: .submitted(at: room.moment(74), late: true, reason: nil), "state")
            try expect(incident.timeline.map(\.supersededBy), is: [nil, nil, 4, nil], "which line holds")
            try await room.expectRefusal(.wrongState) {
                try await room.commit(
                    .correct(event: 3, at: room.moment(75), text: nil, reason: room.text(5)), expecting: 4, hour: 80)
            }
        },
        ContractPromise("times that cannot both be right are refused") { tracker in
            let room = IncidentRoom(tracker)
            try await room.open()
            try await room.commit(.learn(.occurred(room.moment(-5)), reason: nil), expecting: 1)
            for step: IncidentChange.Step in [
                .learn(.detected(room.moment(-6)), reason: nil), room.aware(at: -6),
                .learn(.detected(room.moment(3)), reason: nil),
            ] {
                try await room.expectRefusal(.timeInvalid) { try await room.commit(step, expecting: 2, hour: 2) }
            }
            try await room.commit(room.aware(at: -5), expecting: 2, hour: 2)
            try await room.expectRefusal(.timeInvalid) {
                try await room.commit(room.submit(.gdprAuthority, at: -6), expecting: 3, hour: 2)
            }
        },
        ContractPromise("every decision and fact is kept: role, determination, counts, what is known of the breach") {
            tracker in
            let room = IncidentRoom(tracker)
            try await room.open()
            var facts = BreachFacts()
            facts.people = try Magnitude(least: 10, most: 20)
            facts.dataKinds = [.contact, .health]
            facts.availability = false
            facts.answers = ["the incident is significant": true]
            try await room.commit(.learn(.breach(facts), reason: nil), expecting: 1)
            try await room.commit(.learn(.records(.atLeast(5)), reason: nil), expecting: 2)
            try await room.commit(.learn(.role(.processor), reason: room.text(6)), expecting: 3)
            try await room.commit(.learn(.processorNotice(room.moment(-1)), reason: nil), expecting: 4)
            try await room.commit(room.determine(.confirmed), expecting: 5)
            try await room.commit(
                .decide(.classificationAsMajor, at: room.moment(-1), reason: room.text(7), duties: []), expecting: 6)
            let incident = try await room.incident
            try expect(incident.facts, is: facts, "facts of the breach")
            try expect(incident.records, is: .atLeast(5), "records")
            try expect(incident.role, is: .processor, "role")
            try expect(incident.proposedAwareness, is: room.moment(-1), "what a processor's notice proposes")
            try expect(incident.awareness == nil, "a processor's notice decided the awareness")
            try expect(incident.determination, is: .confirmed, "determination")
            try expect(incident.decisions, is: [.classificationAsMajor: room.moment(-1)], "decisions")
        },
        ContractPromise("a processor owes its controller a notice and judges no risk") { tracker in
            let room = IncidentRoom(tracker)
            try await room.commit(
                .open(title: room.text(1), role: .processor, occurred: nil, detected: nil), expecting: 0, hour: 0)
            try await room.commit(
                .aware(at: room.moment(0), reason: room.text(2), under: [.gdpr], as: .processor), expecting: 1)
            try expect(try await room.incident.obligations.map(\.duty), is: ["eu-gdpr.33(2)"], "duties")
            try await room.expectRefusal(.wrongState) {
                try await room.commit(.assess(.personalData(risk: .risk), reason: nil), expecting: 2)
            }
        },
    ]
}
