public import CustodyAudit
import CustodyModel

/// What every `AuditSink` promises. Each promise needs a fresh, empty log.
public enum AuditSinkContract {
    /// The promises, to be verified one by one. A minor version may add some.
    public static let promises: [ContractPromise<any AuditSink>] =
        recording + people + names + reading + trust + keys + retention
}
