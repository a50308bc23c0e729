import CustodyAccess
public import CustodyModel

/// Somebody of the staff, for a reader who may know who they are.
public struct StaffPart: Hashable, Sendable, Encodable {
    /// Who.
    public var principal: PrincipalID
    /// Which roles.
    public var roles: [RoleID]
    /// How they stand with their courses.
    public var training: [TrainingBook.Standing]
    /// Which documents they have not acknowledged.
    public var unread: [DocumentID]
    /// What they answer for.
    public var responsibilities: [Responsibility.Matter]

    /// Somebody from their parts.
    public init(
        _ principal: PrincipalID, roles: [RoleID], training: [TrainingBook.Standing], unread: [DocumentID],
        responsibilities: [Responsibility.Matter]
    ) {
        self.principal = principal
        self.roles = roles
        self.training = training
        self.unread = unread
        self.responsibilities = responsibilities
    }
}
