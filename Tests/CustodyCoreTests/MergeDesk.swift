import Crypto
import CustodyConsent
import CustodyCore
import CustodyModel

/// A store that holds three people, of whom some turn out to be one.
struct MergeDesk {
    let bed: Bed
    var custodian: Custodian
    /// The lead's, whose approval an erasure needs.
    let key = Curve25519.Signing.PrivateKey()

    init(_ backing: Backing) async throws { try await self.init(Bed(backing)) }

    init(_ bed: Bed, _ opened: Custodian? = nil) async throws {
        self.bed = bed
        custodian = if let opened { opened } else { try await bed.open() }
        try await custodian.enroll(publicKey: Bytes([UInt8](key.publicKey.rawRepresentation)), of: "lead-1", by: nil)
        for name in ["ada", "lovelace", "eve"] {
            try await custodian.collect(
                Customer(email: "\(name)@example.org"), about: SubjectID(name), for: [.customerCare], from: .subject,
                by: bed.importer)
        }
    }

    var officer: Principal { bed.who("officer-1") }

    mutating func reopen() async throws {
        guard bed.backing == .files else { return }
        try await custodian.close()
        custodian = try await bed.open()
    }

    @discardableResult
    func merge(_ one: SubjectID = "ada", _ other: SubjectID = "lovelace") async throws -> MergeReport {
        try await custodian.merge(one, with: other, reason: "the same passport", by: officer)
    }

    func email(_ subject: SubjectID) async throws -> String {
        try await custodian.disclose(SupportView.self, about: subject, for: .customerCare, to: bed.agent).value.email
    }

    func answer(_ answer: ConsentAnswer, _ subject: SubjectID, until end: Instant? = nil) async throws {
        try await custodian.recordConsent(
            answer, of: subject, for: .directMarketing, notice: Bed.notice,
            under: ConsentCircumstances(validUntil: end), by: bed.agent)
    }

    func give(_ subject: SubjectID, until end: Instant? = nil) async throws {
        try await answer(.given(explicitly: false), subject, until: end)
    }

    func consent(_ subject: SubjectID) async throws -> ConsentStatus.State {
        try await custodian.consentStatus(of: subject, for: .directMarketing).state
    }

    func approved(_ subject: SubjectID) async throws -> (ErasurePlan, ErasureApproval) {
        let plan = try await custodian.planErasure(of: subject, ground: .noLongerNecessary, by: officer)
        return (plan, try await custodian.approve(plan, by: bed.who("lead-1"), signingWith: key))
    }
}
