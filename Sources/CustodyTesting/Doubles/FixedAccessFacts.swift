public import CustodyAccess
public import CustodyCore
public import CustodyModel

/// Says of each principal what it was told to say; of everybody else that nothing is known.
public struct FixedAccessFacts: AccessFactSource {
    private let known: [PrincipalID: AccessFacts]

    /// A source that says this.
    public init(_ facts: [PrincipalID: AccessFacts]) { known = facts }

    /// What is known, whenever it is asked.
    public func facts(about principal: PrincipalID, at instant: Instant) async throws -> AccessFacts {
        known[principal] ?? AccessFacts()
    }
}
