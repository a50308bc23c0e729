import Crypto
import CustodyAudit
import CustodyModel

/// Made-up events: a million subjects, 150 who act, a year. One subject is in every ten-thousandth event.
enum SampleLog {
    static let purposes: [Purpose] = ["customerCare", "billing", "delivery", "payment", "directMarketing"]
    static let terms =
        purposes.map { AuditTerm.purpose($0) } + [
            .role("support"), .role("billing"), .category("contact"), .category("financial"),
        ]
    static let system = identity(0, .system)
    static let frequent = identity(1 << 40, .subject)

    static func subject(_ number: UInt64) -> AuditIdentity { identity(1 << 41 | number, .subject) }
    static func actor(_ number: UInt64) -> AuditIdentity { identity(1 << 42 | number, .actor) }

    /// SplitMix64, so that a later run can name what an earlier one wrote.
    private static func mixed(_ value: UInt64) -> UInt64 {
        var mixed = value &+ 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    private static func identity(_ number: UInt64, _ keyClass: AuditKeyClass) -> AuditIdentity {
        var bytes: [UInt8] = []
        for part in 0..<UInt64(6) { bytes.append(bigEndian: mixed(number &* 8 &+ part)) }
        return AuditIdentity(
            Handle(bytes[..<16]) ?? .zero, key: SymmetricKey(data: bytes[16...]), as: keyClass)
    }

    /// Ten million events fill a year; more go on behind it.
    static func time(of number: UInt64) -> Instant {
        Instant(milliseconds: 1_767_225_600_000 + Int64(number) * 3153)  // from 2026-01-01 on
    }

    static func event(_ number: UInt64) -> AuditEvent {
        let dice = mixed(number)
        let isRare = number % 100_000 == 5
        var event = AuditEvent(
            .access, isRare ? .disclosureAborted : .read, isRare ? .error : dice % 100 == 0 ? .deny : .permit,
            at: time(of: number))
        event.purpose = purposes[Int(dice >> 8 % 5)]
        event.categories = dice >> 16 % 4 == 0 ? ["contact", "financial"] : ["contact"]
        event.role = dice >> 20 % 3 == 0 ? "billing" : "support"
        event.recordCount = 1
        func person(_ identity: AuditIdentity, _ payload: CBOR) -> AuditPerson {
            AuditPerson(handle: identity.handle, key: identity.key, keyClass: identity.keyClass, payload: payload)
        }
        let subject = number % 10_000 == 7 ? frequent : subject(dice >> 24 % 1_000_000)
        event.subjects = [person(subject, .map(["fields": .array([.text("email"), .text("phone")])]))]
        // Few do most of the work.
        let one = dice >> 44 % 150
        let actor = actor(one * one / 150)
        event.actor = person(actor, .map(["id": .text("agent-\(one)"), "method": .text("password")]))
        return event
    }
}
