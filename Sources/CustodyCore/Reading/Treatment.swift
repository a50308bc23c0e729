import CustodyAccess
import CustodyConsent
import CustodyData
import CustodyModel

/// What becomes of each field that was asked for.
struct Treatment: Hashable {
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
    /// What the caller has to do in return, beside what the facade does itself.
    var obligations: Obligations = []

    /// What the log says of whoever it is disclosed to.
    func said(of record: RecordName) -> [String: CBOR] {
        var said: [String: CBOR] = [
            "record": .text(record.rawValue), "fields": .array(given.sorted().map { .text($0.rawValue) }),
        ]
        if !obligations.isEmpty { said["obligations"] = .array(obligations.names.map { .text($0) }) }
        return said
    }

    /// Every field that is withheld, with its reason.
    var reasons: [String] { withheld.sorted { $0.key < $1.key }.map { "field '\($0.key)' is withheld: \($0.value)" } }
}

/// What is the same for everybody of whom the same is asked: worked out once.
struct TreatmentTerms: Sendable {
    /// A field that is asked for.
    private struct Asked {
        var name: FieldName
        var category: DataCategory
        /// Whether the schema holds it for the purpose.
        var isHeld: Bool
        /// Where a decision speaks of it.
        var place: Int?
    }

    private let asked: [Asked]
    private let purpose: Purpose
    private let declaration: PurposeDeclaration
    private let isBuiltIn: Bool

    init(
        _ fields: [FieldName], of schema: RecordSchema, for purpose: Purpose, _ declaration: PurposeDeclaration,
        _ categories: CategoryRegistry
    ) {
        asked = fields.compactMap { schema[$0] }.map {
            Asked(
                name: $0.name, category: $0.category, isHeld: $0.isHeld(for: purpose), place: categories.place(of: $0.category))
        }
        self.purpose = purpose
        self.declaration = declaration
        // Exactly those that the law sets: what a policy declares below them is its own.
        isBuiltIn = Purpose.builtIn.contains { purpose == $0.purpose }
    }

    /// What of a record tells how it is treated while nothing of it is over.
    struct Shape {
        fileprivate var purposes: [Purpose]
        fileprivate var retired: Set<FieldName>
        /// Of each field that is asked for whether it is stored, and on which ground it was kept when the person was erased.
        fileprivate var fields: [KeepingGround??]
    }

    /// The shape of a record; nil when something of it is over, which is told with its day.
    func shape(of shown: ShownRecord, at now: Instant) -> Shape? {
        let held = shown.fields
        let fields = asked.map { held[$0.name] }
        guard fields.allSatisfy({ !Self.isOver($0, at: now) }) else { return nil }
        return Shape(purposes: shown.purposes, retired: shown.retired, fields: fields.map { $0.map(\.keptFor) })
    }

    /// Whether a record has a shape, so that the same decision about the same facts treats it as any other of that shape.
    ///
    /// - Parameter end: is brought forward to when the first of the fields is over, whether it is given or not.
    func fits(_ shown: ShownRecord, _ shape: Shape, at now: Instant, until end: inout Instant?) -> Bool {
        guard shown.purposes == shape.purposes, shown.retired == shape.retired else { return false }
        let held = shown.fields
        var first: Instant?
        for (field, expected) in zip(asked, shape.fields) {
            let stored = held[field.name]
            guard stored.map(\.keptFor) == expected, !Self.isOver(stored, at: now) else { return false }
            first.narrow(to: stored?.expiresAt)
        }
        end.narrow(to: first)
        return true
    }

    private static func isOver(_ field: StoredField?, at now: Instant) -> Bool { field?.expiresAt.map { $0 <= now } ?? false }

    /// Applies the decision, the schema and the retention to each field.
    ///
    /// - Parameter end: is brought forward to when the retention of a field that is given is over.
    func treat(
        _ shown: ShownRecord, _ decision: AccessDecision, _ facts: SubjectFacts, _ consent: ConsentStatus, at now: Instant,
        until end: inout Instant?
    ) -> Treatment {
        var treatment = Treatment()
        treatment.obligations = decision.obligations.subtracting(.audit)
        let record = shown.record
        // Consent to a purpose extends what was collected for another one to it (GDPR Art. 6(4)).
        let isCovered =
            isBuiltIn || record.isHeld(for: purpose) || (declaration.needsConsent && facts.consent == .given)
        for field in asked {
            let (name, stored) = (field.name, record.fields[field.name])
            // What an erasure left is there for one ground, whatever it was held and collected for before.
            let keptFor = stored?.keptFor
            if let keptFor, !keptFor.opens(declaration) {
                treatment.withheld[name] = .erased
                continue
            }
            guard !shown.retired.contains(name) else {
                treatment.withheld[name] = .retired
                continue
            }
            guard keptFor != nil || field.isHeld else {
                treatment.withheld[name] = .notHeldForPurpose(purpose)
                continue
            }
            guard isCovered || keptFor != nil else {
                treatment.withheld[name] = .notCollectedForPurpose(purpose)
                continue
            }
            guard let place = field.place, decision.granted.contains(place) else {
                treatment.withheld[name] = .denied(decision.reasons.all.first { $0 != .permitted } ?? .noRule)
                continue
            }
            guard !declaration.needsConsent || consent.covers(field.category) else {
                treatment.withheld[name] = .denied(.noConsent)
                continue
            }
            guard let stored else {
                treatment.absent.insert(name)
                continue
            }
            if let over = stored.expiresAt, over <= now {
                treatment.withheld[name] = .retentionOver(over)
                continue
            }
            end.narrow(to: stored.expiresAt)
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
