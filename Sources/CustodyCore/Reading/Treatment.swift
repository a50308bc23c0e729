import CustodyAccess
import CustodyConsent
import CustodyData
import CustodyModel

/// What becomes of each field that was asked for.
struct Treatment {
    /// Opened, in clear or masked.
    var given: Set<FieldName> = []
    /// Opened and masked, with how many characters stay.
    var masked: [FieldName: Int] = [:]
    /// Opened and shown as a pseudonym.
    var pseudonymised: Set<FieldName> = []
    /// Not opened, and why.
    var withheld: [FieldName: Withholding] = [:]
    /// Allowed, but nothing is stored.
    var absent: Set<FieldName> = []

    /// Every field that is withheld, with its reason.
    var reasons: [String] { withheld.sorted { $0.key < $1.key }.map { "field '\($0.key)' is withheld: \($0.value)" } }
}

extension Custodian {
    /// Applies the decision, the schema and the retention to each field.
    func treat(
        _ request: Request, _ record: StoredRecord, _ decision: AccessDecision, _ declaration: PurposeDeclaration,
        _ facts: SubjectFacts, _ consent: ConsentStatus, at now: Instant
    ) -> Treatment {
        var treatment = Treatment()
        // Exactly those that the law sets: what a policy declares below them is its own.
        let isBuiltIn = Purpose.builtIn.contains { request.purpose == $0.purpose }
        // Consent to a purpose extends what was collected for another one to it (GDPR Art. 6(4)).
        let isCovered =
            isBuiltIn || record.purposes.contains { request.purpose.isWithin($0) }
            || (declaration.needsConsent && facts.consent == .given)
        for name in request.fields {
            guard let field = request.schema[name] else { continue }
            // What an erasure left is there for one ground, whatever it was held and collected for before.
            let keptFor = record.fields[name]?.keptFor
            if let keptFor, !keptFor.opens(declaration) {
                treatment.withheld[name] = .erased
                continue
            }
            guard keptFor != nil || field.isHeld(for: request.purpose) else {
                treatment.withheld[name] = .notHeldForPurpose(request.purpose)
                continue
            }
            guard isCovered || keptFor != nil else {
                treatment.withheld[name] = .notCollectedForPurpose(request.purpose)
                continue
            }
            guard let place = categories.place(of: field.category), decision.granted.contains(place)
            else {
                treatment.withheld[name] = .denied(decision.reasons.all.first { $0 != .permitted } ?? .noRule)
                continue
            }
            guard !declaration.needsConsent || consent.covers(field.category) else {
                treatment.withheld[name] = .denied(.noConsent)
                continue
            }
            guard let stored = record.fields[name] else {
                treatment.absent.insert(name)
                continue
            }
            if let end = stored.expiresAt, end <= now {
                treatment.withheld[name] = .retentionOver(end)
                continue
            }
            treatment.given.insert(name)
            if decision.pseudonymised.contains(place) {
                treatment.pseudonymised.insert(name)
            } else if !decision.allowed.contains(place) {
                treatment.masked[name] = decision.keepLast(of: place) ?? 0
            }
        }
        return treatment
    }
}
