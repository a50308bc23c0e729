/// Tells a process that another one changed what decisions rest on: the policy, who may do what, what incidents and legal holds hold back,
/// who is whom, and by which versions of the index people are found.
///
/// Where several processes may have one store open, what each of them keeps in memory grows old. Such a backend marks which commit
/// was the last to change any of these; whoever decides looks before each decision and once more within the commit. A backend of
/// which only one process has the store open needs none.
///
/// A backend marks by itself what its `PolicyStorage` and its `IncidentTracker` write: a policy, a change of access, a measure of an
/// incident or its end. The rest is staged by ``stageChange(in:)``.
public protocol AuthorityMark: Sendable {
    /// The newest durable commit that changed any of it, of whichever process; zero before the first.
    func newest() async throws -> CommitSequence

    /// The same for a commit that is being checked: what it says holds until that commit has ended. Called by what a
    /// ``StagedChange`` validates, within the coordinator that the audit log is committed to.
    func newestWithinCommit() throws -> CommitSequence

    /// Makes the unit's commit one that changes it: for what no store sees by itself.
    func stageChange(in unit: inout UnitOfWork)
}
