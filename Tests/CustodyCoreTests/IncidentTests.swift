import CustodyCore
import CustodyIncidents
import CustodyModel
import CustodyTesting
import Testing

@Suite("Incidents")
struct IncidentTests {
    @Test("Awareness, not opening, starts the 72 hours, counted from the stated instant", arguments: Backing.allCases)
    func clock(_ backing: Backing) async throws {
        let bed = Bed(backing)
        var custodian = try await bed.open()
        let id = try await custodian.openIncident(title: "Laptop lost", detectedAt: bed.clock.now(), by: bed.who("officer-1"))
        #expect(try await custodian.incident(id, by: nil).incident.obligations.isEmpty)
        bed.clock.advance(hours: 5)
        let aware = bed.clock.now().adding(milliseconds: -3_600_000)
        try await custodian.recordAwareness(of: id, at: aware, reason: "The disk was not encrypted.", by: bed.who("officer-1"))
        if backing == .files {
            try await custodian.close()
            custodian = try await bed.open()
        }
        let report = try await custodian.incident(id, by: nil)
        #expect(report.title.exposed == "Laptop lost")
        #expect(report.incident.awareAt == aware)
        #expect(report.incident[.gdprAuthority]?.opened.due == aware.adding(milliseconds: 72 * 3_600_000))
        #expect(!report.incident.isOverdue(at: bed.clock.now()))
        bed.clock.advance(hours: 72)
        #expect(report.incident.isOverdue(at: bed.clock.now()))
        #expect(try await custodian.incidents(by: nil).map(\.incident.id) == [id])
        try await custodian.close()
    }

    @Test("Who may not handle incidents opens none, and an unknown one is an error", arguments: Backing.allCases)
    func refused(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.open()
        _ = try await thrown(.denied) { try await custodian.openIncident(title: "x", detectedAt: nil, by: bed.agent) }
        _ = try await thrown(.unknownRecord) {
            try await custodian.recordAwareness(
                of: IncidentID(.zero), at: bed.clock.now(), reason: "r", by: bed.who("officer-1"))
        }
        #expect(try await custodian.incidents(by: nil).isEmpty)
        try await custodian.close()
    }
}
