import CustodyAccess
import CustodyConsent
import CustodyData
import CustodyModel

/// Why a field has to stay although its person is to be erased.
struct KeepReason {
    var reason: String
    /// Until when; nil when no date is known.
    var until: Instant?
    /// The ground on which alone it may be used then; nil when purposes go on that the erasure does not end.
    var ground: KeepingGround?
    var justifications: [String]

    /// What is kept longest says until when.
    func isShorter(than other: KeepReason) -> Bool { rank < other.rank }

    private var rank: Instant {
        if let until { return until }
        return Instant(milliseconds: ground == nil ? .min : .max)
    }
}

/// The fields that one key seals, and why they stay.
struct SealedFields {
    private var names: Set<String> = []
    /// How many values there are, in however many records.
    private(set) var values = 0
    private(set) var reasons: [KeepReason] = []
    /// Whether a field goes on being used for other purposes.
    private var isInUse = false

    /// Each field once.
    var fields: [String] { names.sorted() }

    mutating func add(_ field: String, _ reason: KeepReason?) {
        names.insert(field)
        values += 1
        guard let reason else { return }
        reasons.append(reason)
        if reason.ground == nil { isInUse = true }
    }

    /// What a plan says of them; nil when they can go.
    func kept(_ keyClass: KeyClass) -> ErasurePlan.Kept? {
        guard let longest = reasons.max(by: { $0.isShorter(than: $1) }) else { return nil }
        return ErasurePlan.Kept(
            keyClass: keyClass, fields: fields, reason: longest.reason, until: longest.until,
            // One key, one ground: as long as a purpose goes on that the erasure does not end, it can be no narrower.
            ground: isInUse ? nil : longest.ground, justifications: Set(reasons.flatMap(\.justifications)).sorted(),
            values: values)
    }
}

/// What a field is held against when an erasure is planned.
struct BindingReasons {
    var ground: ErasureGround
    var standing: SubjectStanding
    var holds: [LegalHold]
    var matters: [OpenMatter]
    var at: Instant
}

extension Custodian {
    /// Why a field has to stay; nil when it can go.
    func keepReason(
        _ record: StoredRecord, _ name: FieldName, _ stored: StoredField, _ binding: BindingReasons
    ) -> KeepReason? {
        if let hold = binding.holds.first(where: { $0.covers(record.name) }) {
            return KeepReason(
                reason:
                    "under a legal hold since \(hold.placedAt) (GDPR Art. 17(3)(\(hold.ground == .legalClaims ? "e" : "b")))",
                until: nil, ground: hold.ground, justifications: [hold.ground.iri].compactMap(\.self))
        }
        let open = binding.matters.filter { $0.covers(record.name) }.map(\.kind)
        if !open.isEmpty {
            // What was open for whom it was open before stays so: a restriction closes by itself, and an answer needs the data.
            return KeepReason(
                reason: open.map(\.sentence).joined(separator: " and "), until: nil, ground: nil,
                justifications: open.flatMap(\.justifications))
        }
        let ground = binding.ground
        // What goes on for other purposes comes first: a statute that keeps it too must not take it away from them.
        if ground == .consentWithdrawn || ground == .objection, stored.keptFor == nil,
            let other = otherPurposes(record, name, ground, binding.standing, at: binding.at)
        {
            return other
        }
        guard let until = stored.expiresAt, until > binding.at, ground != .unlawfulProcessing else { return nil }
        return KeepReason(
            reason: "its retention period runs until \(until) (GDPR Art. 17(3)(b))", until: until, ground: .legalObligation,
            justifications: [KeepingGround.legalObligation.iri].compactMap(\.self))
    }

    /// A restriction that is on record, where the law lets the person choose it instead of the erasure (GDPR Art. 18(1)(b) and (c)).
    static func restriction(_ standing: SubjectStanding, under ground: ErasureGround) -> [OpenMatter] {
        guard standing.restricted, ground == .unlawfulProcessing || ground == .noLongerNecessary else { return [] }
        return [OpenMatter(.restriction, reference: "")]
    }

    private func otherPurposes(
        _ record: StoredRecord, _ name: FieldName, _ ground: ErasureGround, _ standing: SubjectStanding, at now: Instant
    ) -> KeepReason? {
        guard let field = governance.schema(of: record)?[name] else { return nil }
        let others = record.purposes.filter(field.isHeld).filter { purpose in
            guard let declaration = governance.declaration(of: purpose) else { return false }
            // What a person did not withdraw or object to is no ground: also not when it happened after the plan was made. A consent
            // counts as a decision asks for it: for the category of the value, and explicit where the law wants that.
            if ground == .consentWithdrawn {
                return !declaration.needsConsent
                    || facts(standing, [], for: purpose, about: [field.category], at: now).consent == .given
            }
            return !standing.hasObjection(to: purpose)
                || !declaration.basis.yieldsToObjection && !purpose.isWithin(.directMarketing)
        }
        guard !others.isEmpty else { return nil }
        let bases = others.map { governance.declaration(of: $0)?.basis }
        let held = zip(others, bases).map { "'\($0)' on \($1?.rawValue ?? "another basis")" }
        return KeepReason(
            reason: "held for \(held.joined(separator: " and ")), which the ground does not end", until: nil, ground: nil,
            justifications: bases.compactMap { $0?.iri })
    }
}
