public import CustodyModel

/// The policy document: who may do what with which categories of data for which purposes. Everything else is denied.
///
/// It is written as JSON, which is read strictly, or in Swift:
///
/// ```swift
/// let policy = try RolePolicy(controller: "northwind") {
///     Declare(.customerCare, on: .legitimateInterests, note: "help that was asked for; see assessment 2026-03")
///     Declare(.payment, on: .contract)
///     Role("support") {
///         Allow(.read, [.contact], for: [.customerCare])
///         Mask(.bankAccount, keepLast: 4, for: [.payment])
///     }
///     Role("billing") {
///         Inherits("support")
///         Allow(.read, [.financial], for: [.payment])
///     }
///     Role("auditor") { Allow(.readLog) }
///     Exclusive("billing", "auditor")
///     Assign("support-1", to: "support")
/// }
/// ```
public struct RolePolicy: Hashable, Sendable {
    /// The author's number for this edition, raised with each change; 1 when the document gives none.
    public var version: Int
    /// Whose policy it is.
    public var controller: ControllerID
    /// Actions of the host beside those of the library.
    public var actions: [Action]
    /// What the controller processes data for. The purposes that the law sets are always there.
    public var purposes: [PurposeDeclaration]
    /// What each role permits.
    public var roles: [Role]
    /// Roles that no one person may hold together.
    public var exclusions: [Exclusion]
    /// Who holds which roles.
    public var principals: [Assignment]
    /// Roles held for a time or for a part of the organisation, beside those of ``principals``.
    public var grants: [RoleGrant]
    /// What conditions may ask the host for.
    public var facts: [FactID]
    /// Trainings that conditions may ask for.
    public var trainings: [TrainingID]

    /// A document from its parts. It is checked by ``validate()`` and whenever it is compiled.
    public init(
        version: Int = 1, controller: ControllerID, actions: [Action] = [], purposes: [PurposeDeclaration] = [],
        roles: [Role] = [], exclusions: [Exclusion] = [], principals: [Assignment] = [], grants: [RoleGrant] = [],
        facts: [FactID] = [], trainings: [TrainingID] = []
    ) {
        self.version = version
        self.controller = controller
        self.actions = actions
        self.purposes = purposes
        self.roles = roles
        self.exclusions = exclusions
        self.principals = principals
        self.grants = grants
        self.facts = facts
        self.trainings = trainings
    }

    /// A document as the builder gathers it.
    ///
    /// - Throws: ``AccessError`` with every finding, when ``validate()`` finds an error.
    public init(
        controller: ControllerID, version: Int = 1, @PolicyBuilder _ parts: () -> [PolicyBuilder.Part]
    ) throws(AccessError) {
        self.init(version: version, controller: controller)
        for part in parts() {
            switch part {
            case .purpose(let declaration): purposes.append(declaration)
            case .actions(let further): actions += further
            case .role(let role): roles.append(role)
            case .exclusion(let exclusion): exclusions.append(exclusion)
            case .assignment(let assignment): add(assignment)
            case .grant(let grant): grants.append(grant)
            case .facts(let further): facts += further
            case .trainings(let further): trainings += further
            }
        }
        try requireValid()
    }

    /// Two assignments of one principal say more about the same person, so they become one.
    private mutating func add(_ assignment: Assignment) {
        if let place = principals.firstIndex(where: { $0.principal == assignment.principal }) {
            principals[place].roles += assignment.roles
        } else {
            principals.append(assignment)
        }
    }

    /// Every category that a rule names, each once, in the order of the document.
    public var categories: [DataCategory] {
        var places = NameTable<DataCategory>()
        var categories: [DataCategory] = []
        // By their places: rules that are handed out are copied, each with a dozen references.
        for role in roles.indices {
            for rule in roles[role].rules.indices {
                for category in roles[role].rules[rule].categories where places[category] == nil {
                    places.insert(category, at: categories.count)
                    categories.append(category)
                }
            }
        }
        return categories
    }

    /// The declared purposes and those that the law sets.
    public var allPurposes: [PurposeDeclaration] { purposes + Purpose.builtIn }

    /// The roles that a principal holds, directly or through inheritance, each once; empty for one that is not listed.
    public func effectiveRoles(of principal: PrincipalID) -> [RoleID] {
        effectiveRoles(principals.filter { $0.principal == principal }.flatMap(\.roles))
    }

    /// The roles themselves and all that they inherit, each once, a role before what it inherits.
    ///
    /// A loop, not a recursion, and it survives a cycle: it also runs on documents that were not checked.
    func effectiveRoles(_ held: [RoleID]) -> [RoleID] { RoleHierarchy(roles).effectiveRoles(held) }
}
