public import CustodyLaw
public import CustodyModel

/// Where a controller stands: what is to be done, what is processed and by whom, and what shows that it is done right.
///
/// Counts of data subjects in cross-tables hide small ones; incidents, requests and findings are exact. Staff appear by role and count;
/// who they are stands only in ``staff``, which is filled for who may know.
public struct ComplianceReport: Sendable {
    /// Whose report it is.
    public var controller: ControllerID
    /// When it was drawn up.
    public var drawnUpAt: Instant
    /// The number of the policy in force.
    public var policyVersion: UInt64
    /// What is due, overdue, drifting or failing, the graver first.
    public var findings: [Finding]
    /// The record of processing.
    public var record: RecordOfProcessing
    /// Who used data for what, from the log.
    public var access: AccessUse
    /// What people decided, from the log.
    public var consents: SuppressedTable
    /// How many days a row of ``consents`` has.
    public var consentStepDays: Int
    /// What people asked.
    public var requests: [RequestPart]
    /// What went wrong.
    public var incidents: [IncidentPart]
    /// How training stands.
    public var training: [TrainingPart]
    /// How the logs stand.
    public var logs: [LogPart]
    /// Whose data is to go: kinds of records by when.
    public var keeping: SuppressedTable
    /// The laws that may bind.
    public var regimes: [RegimeCandidate]
    /// Who stands behind the counts; nil unless the reader may know.
    public var staff: [StaffPart]?

    /// A report from its parts.
    public init(
        controller: ControllerID, drawnUpAt: Instant, policyVersion: UInt64, findings: [Finding], record: RecordOfProcessing,
        access: AccessUse, consents: SuppressedTable, consentStepDays: Int, requests: [RequestPart], incidents: [IncidentPart],
        training: [TrainingPart], logs: [LogPart], keeping: SuppressedTable, regimes: [RegimeCandidate],
        staff: [StaffPart]? = nil
    ) {
        self.controller = controller
        self.drawnUpAt = drawnUpAt
        self.policyVersion = policyVersion
        self.findings = findings
        self.record = record
        self.access = access
        self.consents = consents
        self.consentStepDays = consentStepDays
        self.requests = requests
        self.incidents = incidents
        self.training = training
        self.logs = logs
        self.keeping = keeping
        self.regimes = regimes
        self.staff = staff
    }

    /// The practices, with what speaks against each.
    public var practices: [(practice: Practice, evidence: PracticeEvidence, open: [Finding])] {
        PracticeEvidence.all.compactMap { evidence in
            Practice.all.first { $0.id == evidence.practice }.map { ($0, evidence, evidence.open(in: findings)) }
        }
    }

    /// How many findings there are of each gravity.
    public var findingCounts: [(severity: Finding.Severity, count: Int)] {
        Finding.Severity.allCases.map { severity in (severity, findings.count { $0.severity == severity }) }
    }
}
