extension CompiledPolicy {
    /// Who holds what and who may do what.
    public var review: AccessReview {
        AccessReview(of: snapshot.policy, under: snapshot.holders.ledger)
    }
}
