import CustodyAccess
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

/// A custodian in memory of three customers: `c-1`, who is called `ada` too, and `c-2` are one person by now, and `c-3` is another.
struct WholePerson {
    let bed = Bed(.memory)
    let coordinator = FaultyCoordinator()
    let custodian: Custodian
    /// By which identifiers the one person is found.
    static let names: [SubjectID] = ["c-1", "ada", "c-2"]

    init() async throws {
        let backends = try await Backends.inMemory(controller: "acme", coordinator: coordinator)
        custodian = try await Custodian.open(backends, governance: try Bed.governance(), clock: bed.clock)
        for name in ["c-1", "c-2", "c-3"] {
            try await custodian.collect(
                Customer(email: "\(name)@example.org"), about: SubjectID(name), for: [.customerCare], from: .subject,
                by: bed.importer)
        }
        let officer = bed.who("officer-1")
        try await custodian.link("ada", to: "c-1", reason: "her first name", by: officer)
        try await custodian.merge("c-1", with: "c-2", reason: "the same passport", by: officer)
    }

    /// Objects to customer care, first while nothing can be written, and then on record; the other goes on being looked after.
    ///
    /// - Parameters:
    ///   - subject: by what the one person is named.
    ///   - names: by which it is forbidden after either.
    func object(by subject: SubjectID, forbidding names: [SubjectID]) async throws {
        coordinator.fail()
        _ = try await thrown(.protectedButNotRecorded) { try await custodian.object(on: subject, to: .customerCare) }
        coordinator.recover()
        try await requireForbidden(names)
        try await custodian.object(on: subject, to: .customerCare)
        #expect(custodian.protections.all.isEmpty)
        try await requireForbidden(names)
    }

    private func requireForbidden(_ names: [SubjectID]) async throws {
        for subject in names {
            let denied = try await thrown(.denied) {
                _ = try await custodian.disclose(SupportView.self, about: subject, for: .customerCare, to: bed.agent)
            }
            #expect(denied.decision?.reasons.contains(AccessReason.objected) == true)
        }
        _ = try await custodian.disclose(SupportView.self, about: "c-3", for: .customerCare, to: bed.agent)
        // A stream leaves out the same people.
        var batches = try await custodian.discloseAll(SupportView.self, for: .customerCare, to: bed.agent).makeAsyncIterator()
        let batch = try #require(try await batches.next())
        #expect(batch.parts.count == 3 && batch.disclosures.map(\.value.email) == ["c-3@example.org"])
    }
}
