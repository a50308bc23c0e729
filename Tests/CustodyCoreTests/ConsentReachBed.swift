import CustodyAccess
import CustodyAudit
import CustodyConsent
import CustodyCore
import CustodyGovernance
import CustodyModel

/// A store whose purposes have parts, with principals of different reach.
struct ConsentReachBed {
    let bed: Bed
    let custodian: Custodian

    init(_ backing: Backing) async throws {
        bed = Bed(backing)
        let policy = try RolePolicy(controller: "acme") {
            Declare(.customerCare, on: .legitimateInterests, note: "Customers expect an answer when they ask.")
            Declare(.directMarketing, on: .consent)
            Declare("directMarketing.email", on: .consent)
            Declare("fun", on: .consent)
            Declare("fun.game", on: .consent, offeredToChildren: true)
            // Of these nobody declared the whole.
            Declare("offers.letter", on: .consent)
            Role("staff") {
                Allow([.collect, .read, .share], [.contact, "interests"], for: [.customerCare, .directMarketing, "fun"])
                Allow([.recordConsent, .changePolicy, .planErasure, .executeErasure], [])
            }
            Role("lead") { Allow(.approveErasure, []) }
            Role("clerk") { Allow(.recordConsent, []) }
            Role("games") { Allow(.recordConsent, [], for: ["fun.game"]) }
            Assign("staff-1", to: "staff")
            Assign("lead-1", to: "lead")
            Assign("clerk-1", to: "clerk")
            Assign("games-1", to: "games")
        }
        custodian = try await bed.open(
            Governance(
                policy: policy,
                records: [
                    RecordSchema("customer") {
                        Field("email", .emailAddress, for: [.customerCare, .directMarketing])
                        Field("hobby", "interests.hobby", for: ["fun"])
                    }
                ], logRetention: Bed.logRetention))
    }

    var staff: Principal { bed.who("staff-1") }
    /// Records what people answer, and nothing else.
    var clerk: Principal { bed.who("clerk-1") }
    /// Records what people answer about a part of a purpose.
    var games: Principal { bed.who("games-1") }

    static let adult = AgeAssurance(country: "AT", age: 14, isYounger: false)
    static let post = DataRecipient("post", named: "The Post", as: .controller, in: "AT")

    /// A text about one purpose that stands alone.
    static func notice(_ purpose: Purpose) -> ShownNotice {
        ShownNotice(text: Array("May we, for \(purpose)?".utf8), version: "1", language: "en")
    }

    /// A text that is an edition of a notice.
    static func edition(_ version: String, _ change: Notice.Change? = nil) -> ShownNotice {
        ShownNotice(
            text: Array("We write to you, \(version)".utf8), version: version, language: "en", name: "newsletter",
            change: change)
    }

    @discardableResult
    func give(
        _ subject: SubjectID = "c-1", _ answer: ConsentAnswer = .given(explicitly: false), for purpose: Purpose,
        on notice: ShownNotice? = nil, age: AgeAssurance? = nil, by principal: Principal? = nil
    ) async throws -> AuditReceipt? {
        try await custodian.recordConsent(
            answer, of: subject, for: purpose, notice: notice ?? Self.notice(purpose),
            under: ConsentCircumstances(age: age), by: principal ?? staff)
    }

    func collect(_ subject: SubjectID = "c-1", for purposes: [Purpose]) async throws {
        try await custodian.collect(
            FieldValues(text: ["email": "ada@example.org"]), as: "customer", about: subject, for: purposes, from: .subject,
            by: staff)
    }

    func state(_ subject: SubjectID = "c-1", for purpose: Purpose) async throws -> ConsentStatus.State {
        try await custodian.consentStatus(of: subject, for: purpose).state
    }

    /// What is handed to another store about these people.
    func lines(of subjects: [SubjectID]) async throws -> [[UInt8]] {
        var lines: [[UInt8]] = []
        try await custodian.exportConsents(of: subjects) { lines.append(Array($0.dropLast())) }
        return lines
    }
}
