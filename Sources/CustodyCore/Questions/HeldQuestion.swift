public import CustodyModel

/// A question about what is held, over all people, that an index answers.
public enum HeldQuestion: Hashable, Sendable {
    /// What was collected for a purpose or for one above it.
    case forPurpose(Purpose)
    /// Of what a field runs out before the instant.
    case expiring(before: Instant)
    /// What came from a source other than the person.
    case from(DataSource)
    /// What is sealed under an edition of its schema before this one.
    case sealed(RecordName, before: Int)
}
