import CustodyIncidents
import CustodyLaw
import CustodyModel

extension IncidentTrackerContract {
    /// What is due over all incidents, and several steps in one change.
    static let deadlines: [ContractPromise<any IncidentTracker>] = [
        ContractPromise("what is due is listed earliest first, in pages, until it is met, released or the incident is gone on")
        {
            tracker in
            let room = IncidentRoom(tracker)
            let ids = [3, 1, 2].map(IncidentRoom.name)
            for (id, hour) in zip(ids, [-5, -9, -7]) {
                try await room.commit(.open(), expecting: 0, of: id)
                try await room.commit(room.aware(at: hour), expecting: 1, of: id)
            }
            let lines = zip([ids[1], ids[2], ids[0]], [63, 65, 67]).map { id, hour in
                DueObligation(due: room.time(hour), incident: id, duty: .gdprAuthority)
            }
            try expect(try await tracker.deadlines(until: room.time(99), after: nil, limit: 9), is: lines, "all")
            try expect(
                try await tracker.deadlines(until: room.time(65), after: nil, limit: 9), is: Array(lines[..<2]), "by an instant"
            )
            try expect(try await tracker.deadlines(until: room.time(99), after: nil, limit: 0), is: [lines[0]], "least page")
            try expect(
                try await tracker.deadlines(until: room.time(99), after: lines[0], limit: 1), is: [lines[1]], "the next page")
            try await room.commit(room.submit(.gdprAuthority, at: 1), expecting: 2, of: ids[2], hour: 2)
            try await room.commit(room.aware(at: -10), expecting: 2, of: ids[0], hour: 2)
            let moved = DueObligation(due: room.time(62), incident: ids[0], duty: .gdprAuthority)
            try expect(
                try await tracker.deadlines(until: room.time(99), after: nil, limit: 9), is: [moved, lines[0]],
                "after one was met and one moved")
        },
        ContractPromise("a page has room for one incident and one line at least, and for any number") { tracker in
            let room = IncidentRoom(tracker)
            let ids = [1, 2, 3].map(IncidentRoom.name)
            for id in ids {
                try await room.commit(.open(), expecting: 0, of: id)
                try await room.commit(room.aware(at: 0), expecting: 1, of: id)
            }
            for limit in [Int.min, -1, 0, 1, .max] {
                let count = limit == .max ? ids.count : 1
                for openOnly in [true, false] {
                    let page = try await tracker.incidents(openOnly: openOnly, after: nil, limit: limit)
                    try expect(page.incidents.map(\.id), is: Array(ids[..<count]), "the incidents of a page of \(limit)")
                    try expect(page.next, is: count == 1 ? ids[0] : nil, "where the page after one of \(limit) begins")
                }
                let lines = try await tracker.deadlines(until: room.time(99), after: nil, limit: limit)
                try expect(lines.map(\.incident), is: Array(ids[..<count]), "the lines of a page of \(limit)")
            }
        },
        ContractPromise("several steps of one change are taken together or not at all, each with a line of its own") {
            tracker in
            let room = IncidentRoom(tracker)
            let steps: [IncidentChange.Step] = [room.determine(.confirmed), room.aware(at: 0)]
            var change = room.change(.open(), expecting: 0, key: Handle([UInt8](repeating: 4, count: 16)))
            change.further = steps + [.close(note: nil)]
            var unit = UnitOfWork()
            try tracker.stage(change, in: &unit)
            do {
                _ = try await unit.commit()
                throw BrokenPromise("a change with a step that does not fit was taken")
            } catch let error as IncidentError { try expect(error.code, is: .guardsUnmet, "refusal") }
            try expect(try await tracker.incident(room.id) == nil, "a part of a refused change was taken")
            change.further = steps
            for outcome: IncidentOutcome in [.applied(version: 3), .repeated(version: 3)] {
                var unit = UnitOfWork()
                let staged = try tracker.stage(change, in: &unit)
                try expect(try await unit.commit()[staged], is: outcome, "outcome")
            }
            change.further = [room.determine(.nearMiss)]
            try await room.expectRefusal(.keyReused) {
                var unit = UnitOfWork()
                try tracker.stage(change, in: &unit)
                _ = try await unit.commit()
            }
            let incident = try await room.incident
            try expect(incident.timeline.map(\.kind), is: [.opened, .determined, .aware], "lines")
            try expect(incident.timeline.map(\.number), is: [1, 2, 3], "numbers")
            try expect(incident.at(version: 2)?.awareness == nil, "the lines cannot be told apart")
        },
        ContractPromise("what is held back needs a person, stands against closing, and is let go once") { tracker in
            let room = IncidentRoom(tracker)
            try await room.open()
            try await room.commit(room.determine(.notAnIncident), expecting: 1)
            let hold = IncidentChange.Step.contain(.freezePurpose("payment"), reason: room.text(3))
            try await room.expectRefusal(.actorMissing) { try await room.commit(hold, expecting: 2, anonymous: true) }
            try await room.commit(hold, expecting: 2)
            try expect(try await room.incident.containments.map(\.isInForce), is: [true], "in force")
            try await expectError("closing", where: { (error: IncidentError) in error.unmet == [.containmentInForce(0)] }) {
                try await room.commit(.close(note: nil), expecting: 3)
            }
            try await room.expectRefusal(.eventUnknown) {
                try await room.commit(.release(measure: 1, reason: room.text(4)), expecting: 3)
            }
            try await room.commit(.release(measure: 0, reason: room.text(4)), expecting: 3)
            try expect(try await room.incident.containments.map(\.isInForce), is: [false], "let go")
            try await room.expectRefusal(.wrongState) {
                try await room.commit(.release(measure: 0, reason: room.text(4)), expecting: 4)
            }
            try await room.commit(.close(note: nil), expecting: 4)
        },
        ContractPromise("a required task stands against closing until it is settled, and what is changed outlasts the closing")
        {
            tracker in
            let room = IncidentRoom(tracker)
            try await room.open()
            try await room.commit(room.determine(.notAnIncident), expecting: 1)
            let tasks = [
                ResponseTask(room.text(3), for: .lead, isRequired: true, due: room.time(4)),
                ResponseTask(room.text(4), isRequired: false),
            ]
            try await room.commit(.respond(.plan(tasks)), expecting: 2)
            try expect(try await room.incident.response.tasks, is: tasks, "tasks")
            try await expectError("closing", where: { (error: IncidentError) in error.unmet == [.taskOpen(0)] }) {
                try await room.commit(.close(note: nil), expecting: 3)
            }
            try await room.expectRefusal(.actorMissing) {
                try await room.commit(.respond(.finish(task: 0)), expecting: 3, anonymous: true)
            }
            try await room.commit(.respond(.finish(task: 0)), expecting: 3)
            try await room.expectRefusal(.wrongState) { try await room.commit(.respond(.finish(task: 0)), expecting: 4) }
            try await room.commit(
                .respond(.improve([ImprovementAction(room.text(5), owner: room.text(6), due: room.time(9))])), expecting: 4)
            try await room.commit(.close(note: nil), expecting: 5)
            try await room.expectRefusal(.wrongState) { try await room.commit(.respond(.finish(task: 1)), expecting: 6) }
            try await room.commit(.respond(.carryOut(action: 0)), expecting: 6)
            try await room.expectRefusal(.wrongState) { try await room.commit(.respond(.verify(action: 0)), expecting: 7) }
            try expect(try await room.incident.response.actions.map { $0.carriedOut?.by }, is: [room.officer], "who did it")
        },
        ContractPromise("only what is closed can be forgotten; then nothing of it is left but that there was one") { tracker in
            let room = IncidentRoom(tracker)
            try await room.open()
            try await room.commit(room.determine(.notAnIncident), expecting: 1)
            let forget = IncidentChange.Step.forget(title: room.text(9), openedAt: room.time(0))
            try await room.expectRefusal(.wrongState) { try await room.commit(forget, expecting: 2) }
            try await room.commit(.close(note: room.text(3)), expecting: 2)
            try await room.expectRefusal(.versionConflict) { try await room.commit(forget, expecting: 2) }
            try await room.commit(forget, expecting: 3)
            let left = try await room.incident
            try expect(left.title, is: room.text(9), "title")
            try expect(left.timeline.map(\.kind), is: [.forgotten], "timeline")
            try expect(left.openedAt, is: room.time(0), "opened")
            try expect(left.determination, is: .undetermined, "determination")
            try expect(try await tracker.incidents(openOnly: true, after: nil, limit: 9).incidents, is: [], "open ones")
            for step in [.reopen(reason: room.text(1)), room.note(1), forget] {
                try await room.expectRefusal(.wrongState) { try await room.commit(step, expecting: 1) }
            }
            try await room.expectRefusal(.exists) { try await room.commit(.open(), expecting: 0) }
        },
        ContractPromise("what was sent is kept, with its receipt, and meets no duty by itself") { tracker in
            let room = IncidentRoom(tracker)
            try await room.open()
            try await room.commit(room.aware(at: 0), expecting: 1)
            var notice = SentNotice(
                .gdprAuthority, to: .authority, phase: .initial, at: room.moment(1), address: room.text(3),
                content: room.text(4), digest: [5])
            try await room.commit(.send(notice), expecting: 2)
            try expect(try await room.incident.sent, is: [notice], "what was sent")
            try expect(try await room.incident[.gdprAuthority]?.state, is: .due(room.time(72)), "the duty")
            try await room.expectRefusal(.eventUnknown) {
                try await room.commit(.receive(room.text(6), notice: 1), expecting: 3)
            }
            try await room.commit(.receive(room.text(6), notice: 0), expecting: 3)
            try await room.expectRefusal(.wrongState) { try await room.commit(.receive(room.text(7), notice: 0), expecting: 4) }
            notice.receipt = room.text(6)
            try expect(try await room.incident.sent, is: [notice], "what was sent, with its receipt")
            notice.duty = "moon.1"
            try await room.expectRefusal(.dutyUnknown) { try await room.commit(.send(notice), expecting: 4) }
        },
    ]
}
