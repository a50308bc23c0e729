import Crypto
import CustodyAccess
import CustodyCore
import CustodyData
import CustodyIncidents
import CustodyKeys
import CustodyModel
import CustodyTesting

/// A custodian over stores of which any call can be made to fail, and what stands in those stores.
struct FaultBed: Sendable {
    let faults = StoreFaults()
    let clock = ManualClock()
    let leadKey = Curve25519.Signing.PrivateKey()
    /// The stores without their faults.
    let plain: Backends
    let custodian: Custodian
    let incident: IncidentID

    /// What stands in the stores, as far as an act alters it.
    struct Content: Equatable {
        var data: DataCounts
        var keys: [Int]
        var consents: Int
        var incidents: [UInt64]
        var policies: Int
        var email: String?
    }

    init() async throws {
        let faults = faults
        plain = try await Backends.inMemory(controller: "acme", coordinator: FaultyCoordinator(faults: faults))
        custodian = try await Custodian.open(plain.faulty(faults), governance: Self.governance(), clock: clock)
        try await custodian.enroll(publicKey: Bytes([UInt8](leadKey.publicKey.rawRepresentation)), of: "lead", by: nil)
        try await custodian.recordConsent(
            .given(explicitly: false), of: "c-1", for: .directMarketing, notice: Self.notice, by: Self.staff)
        try await custodian.collect(
            FieldValues(text: ["email": "ada@example.org"]), as: "customer", about: "c-1", for: Self.purposes, from: .subject,
            by: Self.staff)
        incident = try await custodian.openIncident(title: "A lost laptop", detectedAt: nil, by: Self.staff)
        faults.forgetCalls()
    }

    static let purposes: [Purpose] = [.customerCare, .directMarketing]
    static let notice = ShownNotice(text: Array("We would like to write to you.".utf8), version: "1", language: "en")
    static let staff = Principal("staff", Authentication(.password, at: Instant(milliseconds: 0), by: "test", level: 1))
    static let lead = Principal("lead", staff.authentication)

    static func governance() throws -> Governance {
        Governance(
            policy: try RolePolicy(controller: "acme") {
                Declare(.customerCare, on: .contract)
                Declare(.directMarketing, on: .consent)
                Role("staff") {
                    Allow([.collect, .read], [.contact], for: [.customerCare, .directMarketing])
                    Allow(.correct, [.contact])
                    Allow([.recordConsent, .planErasure, .executeErasure, .handleIncident], [])
                }
                Role("lead") { Allow(.approveErasure, []) }
                Assign("staff", to: "staff")
                Assign("lead", to: "lead")
            },
            records: [RecordSchema("customer") { Field("email", .emailAddress, for: [.customerCare, .directMarketing]) }],
            logRetention: LogRetention(evidence: .years(10), access: .months(12)))
    }

    /// Reads what stands there, with nothing failing.
    func content() async throws -> Content {
        let keys = try await plain.keys.counts()
        let consents = try await plain.consent.liveConsents(
            for: .directMarketing, at: Instant(milliseconds: 0), limit: 10
        ).items.count
        let incidents = try await plain.incidents.incidents(openOnly: false, after: nil, limit: 10).incidents.map(\.version)
        let policies = try await plain.policies.history().count
        return Content(
            data: try await plain.data.counts(), keys: [keys.live, keys.destroyed], consents: consents, incidents: incidents,
            policies: policies, email: try await email())
    }

    private func email() async throws -> String? {
        do {
            return try await custodian.disclose(
                [FieldRequest("email")], of: "customer", about: "c-1", for: .customerCare, to: Self.staff
            ).value.text("email")
        } catch let error as CustodianError where [.erased, .unknownSubject].contains(error.code) { return nil }
    }
}

/// Something that a custodian is asked to do.
enum Act: CaseIterable, Sendable {
    case collect, disclose, correct, consent, withdraw, object, erase, openIncident, beAware, listIncidents, readLog, verify
    case enroll, readPersonsLog, consentStatus

    func perform(in bed: FaultBed) async throws {
        let custodian = bed.custodian
        switch self {
        case .collect:
            try await custodian.collect(
                FieldValues(text: ["email": "bob@example.org"]), as: "customer", about: "c-2", for: [.customerCare],
                from: .subject, by: FaultBed.staff)
        case .disclose:
            _ = try await custodian.disclose(
                [FieldRequest("email")], of: "customer", about: "c-1", for: .directMarketing, to: FaultBed.staff)
        case .correct:
            try await custodian.correct(
                FieldValues(text: ["email": "new@example.org"]), of: "customer", about: "c-1", by: FaultBed.staff)
        case .consent:
            try await custodian.recordConsent(
                .given(explicitly: true), of: "c-2", for: .directMarketing, notice: FaultBed.notice, by: FaultBed.staff)
        case .withdraw: try await custodian.withdrawConsent(of: "c-1", for: .directMarketing)
        case .object: try await custodian.object(on: "c-1", to: .customerCare)
        case .erase:
            let plan = try await custodian.planErasure(of: "c-1", ground: .noLongerNecessary, by: FaultBed.staff)
            let approval = try await custodian.approve(plan, by: FaultBed.lead, signingWith: bed.leadKey)
            _ = try await custodian.execute(plan, approval: approval, by: FaultBed.staff)
        case .openIncident: try await custodian.openIncident(title: "A second", detectedAt: nil, by: FaultBed.staff)
        case .beAware:
            try await custodian.recordAwareness(
                of: bed.incident, at: bed.clock.now(), reason: "It was unlocked.", by: FaultBed.staff)
        case .listIncidents: _ = try await custodian.incidents(by: nil)
        case .readLog: _ = try await custodian.log(by: nil)
        case .verify: _ = try await custodian.verify()
        case .enroll:
            let key = Curve25519.Signing.PrivateKey().publicKey.rawRepresentation
            try await custodian.enroll(publicKey: Bytes([UInt8](key)), of: "staff", by: nil)
        case .readPersonsLog: _ = try await custodian.log(of: "c-1", by: nil)
        case .consentStatus: _ = try await custodian.consentStatus(of: "c-1", for: .directMarketing)
        }
    }
}
