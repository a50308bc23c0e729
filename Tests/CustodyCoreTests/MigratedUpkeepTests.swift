import CustodyAccess
import CustodyGovernance
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

private struct FormerCustomer: PersonalRecord {
    static let schema = RecordSchema("customer") {
        Field("name", .personName, for: [.customerCare])
        Field("phone", .telephone, for: [.customerCare, LifeBed.research])
    }
    var name: String?
    var phone: String?
}

private struct FormerView: PersonalView {
    typealias Record = FormerCustomer
    let phone: String?
}

/// What is known of a value, and how long it is kept, goes with it when a migration gives it another name.
@Suite("Upkeep across a migration")
struct MigratedUpkeepTests {
    private static func governance() throws -> Governance {
        var governance = try LifeBed.governance()
        let former = try #require(governance.records.first { $0.name == "customer" })
        governance.records.removeAll { $0.name == "customer" }
        governance.records.append(
            RecordSchema("customer", version: former.version + 1) {
                Field("givenName", .personName, for: [.customerCare])
                Field("familyName", .personName, for: [.customerCare])
                Field("mobile", .telephone, for: [.customerCare, LifeBed.research], verifyEvery: .months(12))
            })
        governance.migrations = [
            SchemaMigration(
                from: former, [.rename("phone", to: "mobile"), .split("name", into: ["givenName", "familyName"], at: " ")])
        ]
        return governance
    }

    private static func filled() async throws -> LifeBed {
        let life = try await LifeBed(.files)
        try await life.collect(["name": "Ada Low", "phone": "+1"], as: "customer", for: [.customerCare])
        return life
    }

    private static func adopted(_ life: LifeBed) async throws -> LifeBed {
        try await life.reopened(try governance(), adoption: .adopt(by: life.officer, reason: "names in two parts"))
    }

    private static func accuracy(_ life: LifeBed) async throws -> [FieldName: FieldAccuracy] {
        let found = try await life.custodian.accuracy(about: "c-1", by: life.officer)
        return Dictionary(uniqueKeysWithValues: found.map { ($0.field, $0) })
    }

    /// How a record comes to be of the new edition.
    enum Way: CaseIterable, Sendable {
        case migrated
        case corrected
        case verified
    }

    @Test("who verified a value and how, and what is disputed, is known under the new name", arguments: Way.allCases)
    func marks(_ way: Way) async throws {
        var life = try await Self.filled()
        let officer = life.officer
        try life.set("2026-02-01")
        try await life.custodian.verify(["phone"], of: "customer", about: "c-1", by: .document, principal: officer)
        try life.set("2026-03-01")
        try await life.custodian.dispute(["name"], of: "customer", about: "c-1")
        life = try await Self.adopted(life)
        let before = try await Self.accuracy(life)
        #expect(before["phone"]?.method == .document && before["name"]?.disputedSince == Instant("2026-03-01"))
        try life.set("2026-04-01")
        switch way {
        case .migrated: try await life.custodian.migrate("customer", by: officer)
        case .corrected:
            try await life.custodian.correct(
                FieldValues(text: ["givenName": "Ida"]), of: "customer", about: "c-1", by: officer)
        case .verified:
            try await life.custodian.verify(["givenName"], of: "customer", about: "c-1", by: .person, principal: officer)
        }
        let after = try await Self.accuracy(life)
        #expect(Set(after.keys) == ["givenName", "familyName", "mobile"])
        let mobile = try #require(after["mobile"])
        #expect(mobile.method == .document && mobile.verifiedBy == "officer-1" && mobile.verifiedAt == Instant("2026-02-01"))
        #expect(mobile.dueAt == Instant("2027-02-01"))
        #expect(after["familyName"]?.disputedSince == Instant("2026-03-01"))
        // What was put right or looked at is settled, and nothing else is.
        #expect(after["givenName"]?.disputedSince == (way == .migrated ? Instant("2026-03-01") : nil))
        #expect(after["givenName"]?.verifiedAt == (way == .migrated ? before["name"]?.verifiedAt : Instant("2026-04-01")))
        #expect(try await life.custodian.verify().isIntact)
        try await life.custodian.close()
    }

    @Test("what is disputed in the words of the new edition while the record is of the former one stays disputed")
    func disputedMeanwhile() async throws {
        let life = try await Self.adopted(try await Self.filled())
        try life.set("2026-03-01")
        try await life.custodian.dispute(["familyName", "mobile"], of: "customer", about: "c-1")
        #expect(try await Self.accuracy(life)["name"]?.disputedSince == Instant("2026-03-01"))
        try await life.custodian.migrate("customer", by: life.officer)
        let after = try await Self.accuracy(life)
        #expect(after["mobile"]?.disputedSince == Instant("2026-03-01"))
        // The value was one when it was disputed.
        #expect(after["givenName"]?.disputedSince != nil && after["familyName"]?.disputedSince != nil)
        try await life.custodian.close()
    }

    private static let carrier = DataRecipient("carrier", named: "Carrier", as: .controller, in: "DE")

    private static func share(_ fields: [FieldName], _ life: LifeBed) async throws {
        _ = try await life.custodian.share(
            fields.map { FieldRequest($0) }, of: "customer", about: "c-1", for: .customerCare, with: carrier, by: life.officer)
    }

    /// What recipients were given, as it is stored.
    private static func storedShares(_ life: LifeBed) async throws -> [SharedData] {
        let custodian = life.custodian
        return try await custodian.records(SharedData.everything).compactMap {
            try SharedData($0, custodian.sealer, custodian.system)
        }
    }

    @Test("who was given a value is told of what becomes of it under its new name", arguments: Way.allCases)
    func shares(_ way: Way) async throws {
        var life = try await Self.filled()
        let officer = life.officer
        try await Self.share(["name", "phone"], life)
        life = try await Self.adopted(life)
        let custodian = life.custodian
        let names: Set<FieldName> = ["givenName", "familyName", "mobile"]
        #expect(try await custodian.shares(about: "c-1", by: officer).map { Set($0.fields.keys) } == [names])
        switch way {
        case .migrated: try await custodian.migrate("customer", by: officer)
        case .corrected:
            try await custodian.correct(
                FieldValues(text: ["givenName": "Ida"]), of: "customer", about: "c-1", by: officer)
            #expect(try await custodian.recipientNotices(by: nil).map(\.fields) == [["givenName"]])
        case .verified:
            try await custodian.verify(["givenName"], of: "customer", about: "c-1", by: .person, principal: officer)
        }
        let stored = try await Self.storedShares(life)
        #expect(stored.map { Set($0.fields.keys) } == [names] && stored.map(\.edition) == [2])
        try await custodian.correct(FieldValues(text: ["mobile": "+2"]), of: "customer", about: "c-1", by: officer)
        let due = try await custodian.recipientNotices(by: nil)
        #expect(due.map(\.fields) == [way == .corrected ? ["givenName", "mobile"] : ["mobile"]])
        #expect(due.map(\.kind) == [.rectification] && due.map(\.recipient) == [Self.carrier])
        #expect(try await custodian.verify().isIntact)
        try await custodian.close()
    }

    @Test("what is shared in the words of either edition is remembered in those of the new one", arguments: [true, false])
    func sharedMeanwhile(isMigrated: Bool) async throws {
        let life = try await Self.adopted(try await Self.filled())
        if isMigrated { try await life.custodian.migrate("customer", by: life.officer) }
        _ = try await life.custodian.share(
            FormerView.self, about: "c-1", for: .customerCare, with: Self.carrier, by: life.officer)
        #expect(try await Self.storedShares(life).map { Set($0.fields.keys) } == [["mobile"]])
        try await Self.share(["givenName"], life)
        let share = try #require(try await Self.storedShares(life).first)
        #expect(Set(share.fields.keys) == ["givenName", "mobile"] && share.edition == 2 && share.times == 2)
        try await life.custodian.close()
    }

    @Test("who was given a value in the words of the new edition is told when it goes from a record of the former one")
    func erasedMeanwhile() async throws {
        var life = try await LifeBed(.files)
        try await life.schedule("phone", "customer", .customerCare, .months(1))
        try await life.collect(["name": "Ada Low", "phone": "+1"], as: "customer", for: [.customerCare])
        life = try await Self.adopted(life)
        try await Self.share(["mobile"], life)
        try life.set("2026-02-01")
        try await life.custodian.sweepEverybody(by: life.officer)
        #expect(try await life.held() == ["customer.name"])
        let due = try await life.custodian.recipientNotices(by: nil)
        #expect(due.map(\.kind) == [.erasure] && due.map(\.fields) == [["mobile"]])
        try await life.custodian.close()
    }

    @Test("a value is kept by the schedule of the field that it came from, until its own field has one")
    func schedules() async throws {
        var life = try await LifeBed(.files)
        try await life.schedule("phone", "customer", .customerCare, .months(6))
        try await life.schedule("name", "customer", .customerCare, .months(8))
        try await life.collect(["name": "Ada Low", "phone": "+1"], as: "customer", for: [.customerCare])
        #expect(try await life.due(at: "2027-01-01").count == 2)
        life = try await Self.adopted(life)
        let former = try await life.custodian.retentionDue(at: Instant("2027-01-01"), by: nil)
        #expect(Set(former.map(\.field)) == ["phone", "name"])
        try await life.custodian.migrate("customer", by: life.officer)
        let now = try await life.custodian.retentionDue(at: Instant("2027-01-01"), by: nil)
        #expect(Set(now.map(\.field)) == ["mobile", "givenName", "familyName"])
        for item in now {
            let source = item.field == "mobile" ? "phone" : "name"
            #expect(item.dueAt == former.first { $0.field.rawValue == source }?.dueAt)
        }
        // One of its own that counts for what comes later does not change it; one that counts for what is held does.
        try life.set("2026-05-01")
        try await life.schedule("mobile", "customer", .customerCare, .months(9))
        #expect(try await life.custodian.retentionDue(at: Instant("2027-01-01"), by: nil).map(\.dueAt) == now.map(\.dueAt))
        try await life.schedule("mobile", "customer", .customerCare, .years(3), toHeld: true)
        let left = try await life.custodian.retentionDue(at: Instant("2027-01-01"), by: nil)
        #expect(Set(left.map(\.field)) == ["givenName", "familyName"])
        try await life.custodian.close()
    }
}
