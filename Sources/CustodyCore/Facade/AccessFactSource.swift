public import CustodyAccess
public import CustodyModel

/// Tells the custodian what the host knows about a principal: trainings, facts, the part of the organisation.
///
/// What it does not say, or cannot say because it fails, is unknown, and unknown is not yes.
public protocol AccessFactSource: Sendable {
    /// What is known now.
    func facts(about principal: PrincipalID, at instant: Instant) async throws -> AccessFacts
}
