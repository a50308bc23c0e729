/// A change to what a ``PolicyStorage`` keeps. Nothing is ever taken away.
public enum PolicyChange: Hashable, Sendable, Codable {
    /// Puts a policy in force, provided that `replacing` is in force now; nil when none is.
    case adopt(StoredPolicy, replacing: PolicyVersion?)
    /// Gives a principal a key. No key can belong to two.
    case enroll(PrincipalKey)
    /// Records a change of access. Its number follows that of the last.
    case record(StoredAccessChange)

    // The names are written to the journal; they outlive the names of the cases.
    private enum CodingKeys: String, CodingKey {
        case adopt, enroll, record
    }
    private enum AdoptCodingKeys: String, CodingKey {
        case _0 = "policy"
        case replacing
    }
    private enum EnrollCodingKeys: String, CodingKey {
        case _0 = "key"
    }
    private enum RecordCodingKeys: String, CodingKey {
        case _0 = "change"
    }
}
