/// A text of the report that can be translated. Names of roles, purposes and documents are the host's and stay as they are.
public enum ReportText: String, Hashable, Sendable, CaseIterable, CodingKeyRepresentable {
    case title, subtitle, skip, contents, none, yes, no, never, open, small, hidden, total, showTable, period
    case posture, postureLead, findings, findingsLead, activities, activitiesLead, access, accessLead, consents, consentsLead
    case requests, requestsLead, incidents, incidentsLead, training, trainingLead, documents, documentsLead
    case integrity, integrityLead, keeping, keepingLead, regimes, regimesLead, practices, practicesLead, reviews, reviewsLead
    case severity, critical, high, medium, low, what, place, article, fix, date, due, late, state, count
    case byRole, byPurpose, denied, events, role, purpose, course, holders, current, endsSoon, notYet, missing
    case number, kind, law, received, closed, opened, aware, risk, duties, drill, version, owner, approved, nextReview, unread
    case log, entries, signed, unsigned, anchor, root, kept, record, question, answer, standing, reason, practice, evidence
    case against, holding, screening, assessment, actions, answered, openRequests, overdueRequests, openIncidents
    case trained, logSigned, onlyCounts, openPractices, overdueReviews

    /// What the text is in English.
    public var english: String { Self.english[self] ?? rawValue }

    /// The English texts.
    static let english: [ReportText: String] = [
        .title: "Compliance report", .subtitle: "of %1, drawn up on %2 under policy %3", .skip: "Skip to the content",
        .contents: "Contents", .none: "None.", .yes: "yes", .no: "no", .never: "never", .open: "open",
        .small: "Counts of people below 5 are hidden, and what would give them away.", .hidden: "hidden", .total: "total",
        .showTable: "The same as a table", .period: "%1-day steps",
        .posture: "At a glance", .postureLead: "What stands out. Every figure is explained below.",
        .findings: "Findings",
        .findingsLead: "Everything that is due, overdue, drifting or failing, the graver first, and what puts it right.",
        .activities: "Processing activities",
        .activitiesLead:
            "The record of processing (GDPR Art. 30). What the schemas and the policy know is read from them and not written twice.",
        .access: "Access", .accessLead: "Who used data, by role and by purpose, from the audit log. No content was opened.",
        .consents: "Consents", .consentsLead: "What people decided, by time.",
        .requests: "Requests", .requestsLead: "What people asked by right, against the deadlines of the law.",
        .incidents: "Incidents", .incidentsLead: "What went wrong, and the duties that follow from it.",
        .training: "Training", .trainingLead: "Who has to have passed what, by role. Who it is stands in no page.",
        .documents: "Policies and notices",
        .documentsLead: "Versions in force, who approved them, when they are looked at again.",
        .integrity: "Integrity of the log",
        .integrityLead: "How far each log has come, what is signed, what an anchor outside says.",
        .keeping: "Retention", .keepingLead: "Whose data is to go, by kind of record.",
        .regimes: "Laws that may bind", .regimesLead: "What the facts about the house suggest. It is for a lawyer to say.",
        .practices: "Practices", .practicesLead: "What laws expect to be done, and what speaks against it.",
        .reviews: "Reviews and actions", .reviewsLead: "What is looked at again and again, and what is to be changed.",
        .severity: "Severity", .critical: "critical", .high: "high", .medium: "medium", .low: "low", .what: "What",
        .place: "Where", .article: "Article", .fix: "Put right by", .date: "Date", .due: "Due", .late: "late", .state: "State",
        .count: "Count", .byRole: "Permitted uses by role", .byPurpose: "Permitted uses by purpose", .denied: "Refusals",
        .events: "%1 events on record", .role: "Role", .purpose: "Purpose", .course: "Course", .holders: "Holders",
        .current: "Current", .endsSoon: "Ends soon", .notYet: "Still time", .missing: "Missing",
        .number: "Number", .kind: "Kind", .law: "Law", .received: "Received", .closed: "Closed", .opened: "Opened",
        .aware: "Aware since", .risk: "Risk", .duties: "Duties", .drill: "drill", .version: "Version", .owner: "Owner",
        .approved: "Approved", .nextReview: "Next review", .unread: "Not acknowledged",
        .log: "Log", .entries: "Entries", .signed: "Signed", .unsigned: "not signed yet", .anchor: "Anchor", .root: "Root",
        .kept: "Kept for", .record: "Record", .question: "Question", .answer: "Answer", .standing: "Standing",
        .reason: "Reason", .practice: "Practice", .evidence: "Shown by", .against: "Speaks against it", .holding: "Nothing",
        .screening: "Impact screening", .assessment: "Impact assessment", .actions: "Corrective actions",
        .answered: "closed", .openRequests: "open requests", .overdueRequests: "%1 overdue", .openIncidents: "open incidents",
        .trained: "of holders trained", .logSigned: "of the log signed", .openPractices: "%1 with something against them",
        .overdueReviews: "reviews overdue", .onlyCounts: "Staff appear by role and count.",
    ]

    /// What takes a translation's place: `%1`, `%2`.
    static func filled(_ text: String, _ values: [String]) -> String {
        values.enumerated().reduce(text) { $0.replacing("%\($1.offset + 1)", with: $1.element) }
    }
}
