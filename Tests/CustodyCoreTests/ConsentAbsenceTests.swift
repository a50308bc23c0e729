import Crypto
import CustodyAudit
import CustodyConsent
import CustodyCore
import CustodyModel
import CustodyTesting
import Testing

@Suite("Acts about the consent of somebody who is not known")
struct ConsentAbsenceTests {
    /// Every act about a person's consent that needs a permit and somebody who is known.
    enum Act: CaseIterable {
        case end, invalidate, lift, link, export

        func perform(_ custodian: Custodian, about subject: SubjectID, by principal: Principal) async throws {
            switch self {
            case .end: try await custodian.endConsent(of: subject, for: .directMarketing, as: .revoked, by: principal)
            case .invalidate:
                _ = try await custodian.invalidateConsent(of: subject, for: .directMarketing, by: principal)
            case .lift: try await custodian.liftObjection(of: subject, to: .customerCare, by: principal)
            case .link: try await custodian.linkConsents(of: subject, to: "account-1", by: principal)
            case .export:
                try await custodian.exportConsents(of: [subject], by: principal) { _ in Issue.record("a line was given") }
            }
        }
    }

    @Test("Who may not is told the same about people known and unknown, on record", arguments: Act.allCases)
    func outsiders(_ act: Act) async throws {
        let bed = try await ConsentBed(.memory)
        try await bed.give()
        var told: Set<String> = []
        for subject: SubjectID in ["c-1", "c-9"] {
            let error = try await thrown(.denied) { try await act.perform(bed.custodian, about: subject, by: bed.nobody) }
            let place = try #require(error.receipt).place
            #expect(try await bed.custodian.log(by: nil).contains { $0.place == place && $0.decision == .deny })
            told.insert(error.description)
        }
        #expect(told.count == 1, "\(told)")
        // Nothing of it stands with the person.
        #expect(try await !bed.custodian.log(of: "c-1", by: nil).contains { $0.decision == .deny })
    }

    @Test("That somebody is not known, or was erased, is told on record", arguments: Act.allCases)
    func absence(_ act: Act) async throws {
        let bed = try await ConsentBed(.memory)
        try await bed.collect("c-2", for: [.customerCare])
        let key = Curve25519.Signing.PrivateKey()
        try await bed.custodian.enroll(publicKey: Bytes([UInt8](key.publicKey.rawRepresentation)), of: "lead-1", by: nil)
        let plan = try await bed.custodian.planErasure(of: "c-2", ground: .noLongerNecessary, by: bed.staff)
        let approval = try await bed.custodian.approve(plan, by: bed.bed.who("lead-1"), signingWith: key)
        _ = try await bed.custodian.execute(plan, approval: approval, by: bed.staff)
        for (subject, code) in [("c-9", .unknownSubject), ("c-2", .erased)] as [(SubjectID, CustodianError.Code)] {
            let error = try await thrown(code) { try await act.perform(bed.custodian, about: subject, by: bed.staff) }
            let place = try #require(error.receipt).place
            #expect(try await bed.custodian.log(by: nil).contains { $0.place == place && $0.decision == .deny })
        }
        #expect(try await bed.custodian.verify().isIntact)
    }

    @Test(
        "Who may record consent for a part of a purpose links what is about that part, and nothing else",
        arguments: Backing.allCases)
    func linkingPart(_ backing: Backing) async throws {
        let bed = try await ConsentBed(backing, isEmpty: true)
        func link(_ device: SubjectID) async throws -> Int {
            try await bed.custodian.linkConsents(of: device, to: "account-1", by: bed.games).events
        }
        try await bed.give("device-1", for: "fun.game", under: ConsentBed.adult)
        try await bed.give("device-2")
        #expect(try await link("device-1") == 2)
        _ = try await thrown(.denied) { _ = try await link("device-2") }
        #expect(try await bed.state("account-1", for: "fun.game") == .given)
        #expect(try await bed.state("account-1") == .notAsked)
        try await bed.custodian.close()
    }
}
