public import CustodyModel

/// Which right a person has to data that is processed on a basis, as data. The right to a copy or to be heard does not hang on a basis;
/// that to erasure, portability and objection does.
public struct RightOnBasis: Hashable, Sendable {
    /// The basis.
    public var basis: LawfulBasis
    /// The right.
    public var right: RightKind
    /// Whether it applies.
    public var answer: RightAnswer
    /// Where it stands.
    public var reference: String

    /// The answer of the table; nil for a basis or a right of another law, about which it says nothing.
    public static func answer(_ right: RightKind, on basis: LawfulBasis) -> RightAnswer? {
        table.first { $0.basis == basis && $0.right == right }?.answer
    }

    /// The answers of the GDPR, checked against Art. 7 and 13 to 22, 2026-11-23; and of the UK GDPR on recognised legitimate interests, which
    /// are those on legitimate interests. That Art. 20 does not reach them was read (the ICO's guidance, 2026-11-27), that Art. 21(1) does, on
    /// which erasure and restriction hang, is from memory and conservative.
    public static let table: [RightOnBasis] =
        LawfulBasis.gdpr.flatMap { rows($0) } + rows(.legitimateInterests).map { $0.recognised() }

    private static func rows(_ basis: LawfulBasis) -> [RightOnBasis] {
        always.map { RightOnBasis(basis: basis, right: $0, answer: .yes, reference: $1) } + particular(basis)
    }

    /// The same of recognised legitimate interests. Where Art. 22 stood, the UK GDPR has Art. 22A to 22D: no decision may be left to a
    /// machine on this basis.
    private func recognised() -> RightOnBasis {
        RightOnBasis(
            basis: .recognisedInterests, right: right, answer: answer,
            reference: "UK GDPR " + (right == .automatedDecision ? "Art. 22B(4), 22C" : reference))
    }

    private static let always: [(RightKind, String)] = [
        (.access, "Art. 15"), (.rectification, "Art. 16"), (.automatedDecision, "Art. 22"), (.complaint, "Art. 77"),
    ]

    private static func particular(_ basis: LawfulBasis) -> [RightOnBasis] {
        func row(_ right: RightKind, _ answer: RightAnswer, _ reference: String) -> RightOnBasis {
            RightOnBasis(basis: basis, right: right, answer: answer, reference: reference)
        }
        let reasons = row(.restriction, .when(.restrictionReason), "Art. 18(1)(a)-(c)")
        let weighed = row(.restriction, .when(.restrictionReasonOrObjection), "Art. 18(1)")
        let noObjection = row(.objection, .no, "Art. 21(1)")
        let marketing = row(.marketingObjection, .when(.directMarketing), "Art. 21(2)-(3)")
        let noMarketing = row(.marketingObjection, .no, "Art. 21(2)-(3)")
        let noWithdrawal = row(.withdrawal, .no, "Art. 7(3)")
        let portable = row(.portability, .when(.givenAndAutomated), "Art. 20(1)")
        let notPortable = row(.portability, .no, "Art. 20(1)(a)")
        switch basis {
        case .consent:
            return [
                row(.erasure, .when(.noOtherGround), "Art. 17(1)(b)"), reasons, portable, noObjection, marketing,
                row(.withdrawal, .yes, "Art. 7(3)"),
            ]
        case .contract:
            return [
                row(.erasure, .when(.unnecessaryOrUnlawful), "Art. 17(1)(a), (d)"), reasons, portable, noObjection, marketing,
                noWithdrawal,
            ]
        case .legalObligation:
            return [
                row(.erasure, .when(.asFarAsNotNeeded), "Art. 17(3)(b)"), reasons, notPortable, noObjection, noMarketing,
                noWithdrawal,
            ]
        case .vitalInterests:
            return [
                row(.erasure, .when(.unnecessaryOrUnlawful), "Art. 17(1)(a), (d)"), reasons, notPortable, noObjection,
                noMarketing, noWithdrawal,
            ]
        case .publicTask:
            return [
                row(.erasure, .when(.asFarAsNotNeeded), "Art. 17(3)(b)"), weighed, row(.portability, .no, "Art. 20(3)"),
                row(.objection, .when(.noCompellingGrounds), "Art. 21(1)"), marketing, noWithdrawal,
            ]
        case .legitimateInterests:
            return [
                row(.erasure, .when(.objectionUpheld), "Art. 17(1)(a), (c)"), weighed, notPortable,
                row(.objection, .when(.noCompellingGrounds), "Art. 21(1)"), marketing, noWithdrawal,
            ]
        default: return []
        }
    }
}
