public import CustodyIncidents
import CustodyLaw
import CustodyModel

/// What every `IncidentTracker` promises. Each promise is checked on a tracker without incidents.
public enum IncidentTrackerContract {
    /// The promises. A minor version may add some.
    public static let promises: [ContractPromise<any IncidentTracker>] = recording + knowing + duties + deadlines + closing

    private static let recording: [ContractPromise<any IncidentTracker>] = [
        ContractPromise("an opened incident claims nothing that was not said") { tracker in
            let room = IncidentRoom(tracker)
            try expect(try await tracker.incident(room.id) == nil, "there is an incident already")
            try await room.open()
            let incident = try await room.incident
            try expect(incident.version, is: 1, "version")
            try expect(incident.title, is: room.text(1), "title")
            try expect(incident.openedAt, is: room.time(0), "opened")
            try expect(
                incident.awareness == nil && incident.detected == nil && incident.occurred == nil, "a time was made up")
            try expect(incident.determination, is: .undetermined, "determination")
            try expect(incident.breach, is: .notAssessed, "breach")
            try expect(incident.obligations.isEmpty, "an obligation stands before awareness")
            try await room.expectRefusal(.exists) { try await room.commit(.open(), expecting: 0) }
        },
        ContractPromise("every change raises the version and adds a line with both times, its actor and its commit") {
            tracker in
            let room = IncidentRoom(tracker)
            try await room.open()
            let change = room.change(
                .advance(.contained, at: room.moment(-2), note: room.text(9)), expecting: 1, hour: 3)
            var unit = UnitOfWork()
            try tracker.stage(change, in: &unit)
            let sequence = try await unit.commit().sequence
            let incident = try await room.incident
            try expect(incident.version, is: 2, "version")
            try expect(incident.investigation, is: .contained, "investigation")
            let line = IncidentEvent(change, sequence: sequence)
            try expect(incident.timeline.last, is: line, "line")
            try expect(incident.timeline.map(\.kind), is: [.opened, .advanced], "timeline")
            try expect(line.occurredAt, is: room.moment(-2), "when it happened")
            try expect(line.recordedAt, is: room.time(3), "when it was recorded")
        },
        ContractPromise("a change that saw another version is refused and leaves no trace") { tracker in
            let room = IncidentRoom(tracker)
            try await room.open()
            try await room.commit(room.note(2), expecting: 1)
            let before = try await room.incident
            for version: UInt64 in [0, 1, 3] {
                try await room.expectRefusal(.versionConflict) {
                    try await room.commit(room.note(3), expecting: version)
                }
            }
            try expect(try await room.incident, is: before, "incident")
        },
        ContractPromise("a change of an incident that nobody opened is refused") { tracker in
            let room = IncidentRoom(tracker)
            try await room.expectRefusal(.unknown) { try await room.commit(room.note(2), expecting: 1) }
        },
        ContractPromise("of two changes of one incident in one unit only the first takes effect, and the second says so") {
            tracker in
            let room = IncidentRoom(tracker)
            try await room.open()
            var unit = UnitOfWork()
            let first = try tracker.stage(room.change(room.note(2), expecting: 1), in: &unit)
            let second = try tracker.stage(room.change(room.note(3), expecting: 1), in: &unit)
            let commit = try await unit.commit()
            try expect(commit[first], is: .applied(version: 2), "first")
            try expect(commit[second], is: .refused(.versionConflict), "second")
            try expect(try await room.incident.version, is: 2, "version")
        },
        ContractPromise("incidents are listed in the order in which they were opened, in pages") { tracker in
            let room = IncidentRoom(tracker)
            let ids = [5, 1, 4, 2, 3].map(IncidentRoom.name)
            for id in ids { try await room.commit(.open(), expecting: 0, of: id) }
            try await room.commit(room.determine(.notAnIncident), expecting: 1, of: ids[1])
            try await room.commit(.close(note: nil), expecting: 2, of: ids[1])
            let all = try await tracker.incidents(openOnly: false, after: nil, limit: 9)
            try expect(all.incidents.map(\.id), is: ids, "all")
            try expect(all.next, is: nil, "the end")
            let first = try await tracker.incidents(openOnly: true, after: nil, limit: 2)
            try expect(first.incidents.map(\.id), is: [ids[0], ids[2]], "first page of the open ones")
            let second = try await tracker.incidents(openOnly: true, after: first.next, limit: 2)
            try expect(second.incidents.map(\.id), is: [ids[3], ids[4]], "second page of the open ones")
            try expect(second.next, is: nil, "the end of the open ones")
            try expect(try await tracker.incidents(openOnly: true, after: nil, limit: 0).incidents.count, is: 1, "least page")
            try await room.expectRefusal(.unknown) {
                _ = try await tracker.incidents(openOnly: false, after: IncidentRoom.name(9), limit: 2)
            }
        },
    ]

    private static let duties: [ContractPromise<any IncidentTracker>] = [
        ContractPromise("awareness needs a person and cannot lie in the future") { tracker in
            let room = IncidentRoom(tracker)
            try await room.open()
            try await room.expectRefusal(.actorMissing) {
                try await room.commit(room.aware(at: 0), expecting: 1, anonymous: true)
            }
            try await room.expectRefusal(.timeInvalid) { try await room.commit(room.aware(at: 2), expecting: 1, hour: 1) }
            try expect(try await room.incident.awareAt, is: nil, "awareness")
        },
        ContractPromise("awareness opens the authority's duty, due 72 hours after the awareness and not after its record") {
            tracker in
            let room = IncidentRoom(tracker)
            try await room.open()
            try await room.commit(room.aware(at: -20), expecting: 1, hour: 5)
            let incident = try await room.incident
            try expect(incident.awareAt, is: room.time(-20), "awareness")
            try expect(incident[.gdprAuthority]?.state, is: .due(room.time(52)), "authority")
            try expect(incident[.gdprRegister]?.state, is: .undated, "register")
            try expect(incident[.gdprDataSubjects]?.state, is: .notAssessed, "data subjects")
            try expect(!incident.isOverdue(at: room.time(52)), "overdue at the last instant in time")
            try expect(incident.isOverdue(at: room.time(52).adding(milliseconds: 1)), "not overdue after it")
        },
        ContractPromise("awareness can be found to be earlier, and never later") { tracker in
            let room = IncidentRoom(tracker)
            try await room.open()
            try await room.commit(room.aware(at: 0), expecting: 1, hour: 5)
            for hour in [0, 1] {
                try await room.expectRefusal(.timeInvalid) {
                    try await room.commit(room.aware(at: hour), expecting: 2, hour: 6)
                }
            }
            try await room.commit(room.aware(at: -10), expecting: 2, hour: 6)
            try expect(try await room.incident[.gdprAuthority]?.state, is: .due(room.time(62)), "authority")
        },
        ContractPromise("a high risk opens the duty to tell the people, without a date") { tracker in
            let room = IncidentRoom(tracker)
            try await room.open()
            try await room.commit(room.aware(at: 0), expecting: 1)
            try await room.commit(.assess(.personalData(risk: .risk), reason: room.text(3)), expecting: 2)
            try expect(try await room.incident[.gdprDataSubjects]?.state, is: .notAssessed, "at a risk")
            try await room.commit(.assess(.personalData(risk: .high), reason: room.text(4)), expecting: 3)
            try expect(try await room.incident[.gdprDataSubjects]?.state, is: .undated, "at a high risk")
            try expect(try await room.incident[.gdprAuthority]?.state, is: .due(room.time(72)), "authority")
        },
        ContractPromise("a late submission is taken with a reason and refused without one") { tracker in
            let room = IncidentRoom(tracker)
            try await room.open()
            try await room.commit(room.aware(at: 0), expecting: 1)
            try await room.expectRefusal(.lateReasonMissing) {
                try await room.commit(room.submit(.gdprAuthority, at: 73), expecting: 2, hour: 80)
            }
            try await room.commit(room.submit(.gdprAuthority, at: 73, because: 5), expecting: 2, hour: 80)
            let incident = try await room.incident
            try expect(
                incident[.gdprAuthority]?.state, is: .submitted(at: room.moment(73), late: true, reason: room.text(5)), "state")
            try expect(!incident.isOverdue(at: room.time(99)), "overdue though it was submitted")
        },
        ContractPromise("a submission at the last instant is in time") { tracker in
            let room = IncidentRoom(tracker)
            try await room.open()
            try await room.commit(room.aware(at: 0), expecting: 1)
            try await room.commit(room.submit(.gdprAuthority, at: 72), expecting: 2, hour: 80)
            try expect(
                try await room.incident[.gdprAuthority]?.state,
                is: .submitted(at: room.moment(72), late: false, reason: nil), "state")
            try await room.expectRefusal(.dutyUnknown) {
                try await room.commit(room.submit("moon.1", at: 72), expecting: 3, hour: 80)
            }
        },
        ContractPromise("a duty is found not to be required only after an assessment that allows it") { tracker in
            let room = IncidentRoom(tracker)
            try await room.open()
            try await room.commit(room.aware(at: 0), expecting: 1)
            let step = IncidentChange.Step.notRequired(.gdprAuthority, reason: room.text(6))
            try await room.expectRefusal(.notAssessed) { try await room.commit(step, expecting: 2) }
            try await room.commit(.assess(.personalData(risk: .risk), reason: nil), expecting: 2)
            try await room.expectRefusal(.dutyOwed) { try await room.commit(step, expecting: 3) }
            try await room.commit(.assess(.personalData(risk: .unlikely), reason: nil), expecting: 3)
            try await room.commit(step, expecting: 4)
            try expect(
                try await room.incident[.gdprAuthority]?.state, is: .notRequired(reason: room.text(6)), "after the reason")
            try await room.commit(.assess(.personalData(risk: .high), reason: nil), expecting: 5)
            try expect(try await room.incident[.gdprAuthority]?.state, is: .due(room.time(72)), "after a graver assessment")
        },
    ]

    private static let closing: [ContractPromise<any IncidentTracker>] = [
        ContractPromise("closing is refused with everything that stands against it") { tracker in
            let room = IncidentRoom(tracker)
            try await room.open()
            try await room.commit(room.aware(at: 0), expecting: 1)
            let unmet: [ClosingGuard] = [
                .notDetermined, .breachNotAssessed, .obligationUndecided(.gdprAuthority), .obligationUndecided(.gdprRegister),
                .obligationUndecided(.gdprDataSubjects),
            ]
            try await expectError("closing", where: { (error: IncidentError) in error.unmet == unmet }) {
                try await room.commit(.close(note: nil), expecting: 2)
            }
            try expect(try await room.incident.investigation, is: .reported, "investigation")
        },
        ContractPromise("a breach is not closed before awareness is recorded") { tracker in
            let room = IncidentRoom(tracker)
            try await room.open()
            try await room.commit(room.determine(.confirmed), expecting: 1)
            try await room.commit(.assess(.personalData(risk: .unlikely), reason: nil), expecting: 2)
            try await expectError("closing", where: { (error: IncidentError) in error.unmet == [.awarenessNotRecorded] }) {
                try await room.commit(.close(note: nil), expecting: 3)
            }
        },
        ContractPromise("an incident with everything decided closes, takes only notes then, and can be reopened") { tracker in
            let room = IncidentRoom(tracker)
            try await room.open()
            try await room.commit(room.aware(at: 0), expecting: 1)
            try await room.commit(.assess(.personalData(risk: .risk), reason: nil), expecting: 2)
            try await room.commit(room.submit(.gdprAuthority, at: 1), expecting: 3)
            try await room.commit(room.submit(.gdprRegister, at: 1), expecting: 4)
            try await room.commit(.notRequired(.gdprDataSubjects, reason: room.text(7)), expecting: 5)
            try await room.commit(room.determine(.confirmed), expecting: 6)
            try await room.commit(.close(note: nil), expecting: 7)
            try await room.expectRefusal(.wrongState) {
                try await room.commit(.assess(.noPersonalData, reason: nil), expecting: 8)
            }
            try await room.commit(room.note(8), expecting: 8)
            try expect(try await room.incident.investigation, is: .closed, "investigation")
            try await room.commit(.reopen(reason: room.text(9)), expecting: 9)
            try expect(try await room.incident.investigation, is: .reopened, "investigation once reopened")
        },
    ]
}
