import CustodyAccess
import CustodyModel

/// What was decided about everybody of whom the same is true.
final class BulkRuling: Sendable {
    let decision: AccessDecision
    let treatment: Treatment
    /// Why nothing is disclosed; nil when something is.
    let refusal: CustodianError?

    init(_ decision: AccessDecision, _ treatment: Treatment, refusal: CustodianError?) {
        self.decision = decision
        self.treatment = treatment
        self.refusal = refusal
    }

    /// What the log says of it.
    struct Entry: Hashable {
        var decision: AccessDecision
        var given: Set<FieldName>
        var masked: Set<FieldName>
        var pseudonymised: Set<FieldName>
        var isRefused: Bool
    }

    var entry: Entry {
        Entry(
            decision: decision, given: treatment.given, masked: Set(treatment.masked.keys),
            pseudonymised: treatment.pseudonymised, isRefused: refusal != nil)
    }
}
