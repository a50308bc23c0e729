public import CustodyModel

/// Gathers the parts of a ``RolePolicy``.
@resultBuilder
public enum PolicyBuilder {
    /// One part of a policy.
    public enum Part: Sendable {
        /// A purpose.
        case purpose(PurposeDeclaration)
        /// Actions of the host.
        case actions([Action])
        /// A role.
        case role(Role)
        /// Roles to keep apart.
        case exclusion(Exclusion)
        /// Roles that somebody holds.
        case assignment(Assignment)
        /// A role that somebody holds for a time or for a part of the organisation.
        case grant(RoleGrant)
        /// Facts that the host finds out.
        case facts([FactID])
        /// Trainings that run out.
        case trainings([TrainingID])
    }

    /// A purpose.
    public static func buildExpression(_ part: Declare) -> [Part] { [.purpose(part.declaration)] }
    /// Actions of the host.
    public static func buildExpression(_ part: DeclareActions) -> [Part] { [.actions(part.actions)] }
    /// A role.
    public static func buildExpression(_ role: Role) -> [Part] { [.role(role)] }
    /// Roles to keep apart.
    public static func buildExpression(_ part: Exclusive) -> [Part] { [.exclusion(part.exclusion)] }
    /// Roles that somebody holds.
    public static func buildExpression(_ part: Assign) -> [Part] { [.assignment(part.assignment)] }
    /// A role that somebody holds for a time or for a part of the organisation.
    public static func buildExpression(_ grant: RoleGrant) -> [Part] { [.grant(grant)] }
    /// Facts that the host finds out.
    public static func buildExpression(_ part: DeclareFacts) -> [Part] { [.facts(part.facts)] }
    /// Trainings that run out.
    public static func buildExpression(_ part: DeclareTrainings) -> [Part] { [.trainings(part.trainings)] }
    /// The parts in order.
    public static func buildBlock(_ parts: [Part]...) -> [Part] { parts.flatMap(\.self) }
    /// The parts of a loop.
    public static func buildArray(_ parts: [[Part]]) -> [Part] { parts.flatMap(\.self) }
    /// The parts of an `if`.
    public static func buildOptional(_ parts: [Part]?) -> [Part] { parts ?? [] }
    /// The parts of one branch.
    public static func buildEither(first parts: [Part]) -> [Part] { parts }
    /// The parts of the other branch.
    public static func buildEither(second parts: [Part]) -> [Part] { parts }
}

/// Declares a purpose and what makes it lawful: `Declare(.payment, on: .contract)`.
public struct Declare: Sendable {
    let declaration: PurposeDeclaration

    /// Declares a purpose; legitimate interests need the note that weighs them against the person's, recognised ones the condition that
    /// they meet.
    public init(
        _ purpose: Purpose, on basis: LawfulBasis, note: String? = nil, recognisedInterest: RecognisedInterest? = nil,
        specialCondition: SpecialCategoryCondition? = nil, criminalDataLaw: String? = nil, offeredToChildren: Bool? = nil,
        underRestriction exception: RestrictionException? = nil
    ) {
        declaration = PurposeDeclaration(
            purpose, basis: basis, note: note, recognisedInterest: recognisedInterest, specialCondition: specialCondition,
            criminalDataLaw: criminalDataLaw, offeredToChildren: offeredToChildren, restrictionException: exception)
    }
}

/// Declares actions that the library does not have: `DeclareActions("ledger.export")`.
public struct DeclareActions: Sendable {
    let actions: [Action]

    /// Declares actions of the host.
    public init(_ actions: Action...) { self.actions = actions }
}

/// Declares what the host finds out before it asks: `DeclareFacts("onShift")`.
public struct DeclareFacts: Sendable {
    let facts: [FactID]

    /// Declares facts.
    public init(_ facts: FactID...) { self.facts = facts }
}

/// Declares trainings that run out: `DeclareTrainings("privacy-basics")`.
public struct DeclareTrainings: Sendable {
    let trainings: [TrainingID]

    /// Declares trainings.
    public init(_ trainings: TrainingID...) { self.trainings = trainings }
}

/// Keeps roles apart: `Exclusive("billing", "auditor")`.
public struct Exclusive: Sendable {
    let exclusion: Exclusion

    /// Of these roles one principal may hold at most one.
    public init(_ roles: RoleID...) { exclusion = Exclusion(roles) }
    /// Of these roles one principal may have only so many, in all or in one session.
    public init(_ roles: [RoleID], atMost: Int = 1, kind: Exclusion.Kind = .static) {
        exclusion = Exclusion(roles, atMost: atMost, kind: kind)
    }
}

/// Gives roles to a principal: `Assign("support-1", to: "support")`.
public struct Assign: Sendable {
    let assignment: Assignment

    /// Gives the roles to the principal, beside those it has.
    public init(_ principal: PrincipalID, to roles: RoleID...) { assignment = Assignment(principal, to: roles) }
}
