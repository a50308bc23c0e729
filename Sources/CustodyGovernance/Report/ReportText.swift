/// A text of the report that can be translated. Names of roles, purposes and documents are the host's and stay as they are.
public enum ReportText: String, Hashable, Sendable, CaseIterable, CodingKeyRepresentable {
    // The page.
    /// The title of the page.
    case title
    /// Under the title: `%1` is the controller, `%2` the time, `%3` the number of the policy.
    case subtitle
    /// The link that leads past the contents.
    case skip
    /// What the list of sections is called.
    case contents
    /// In place of a list or a table that has no line.
    case none
    /// That a law binds.
    case yes
    /// That a law does not bind.
    case no
    /// In place of a date on which something was last done.
    case never
    /// In place of the date on which an action was done, while it is not.
    case open
    /// Why small counts of people are hidden.
    case small
    /// In place of a count that is hidden.
    case hidden
    /// The head of what adds up a line or a column.
    case total
    /// Opens the figures of a chart as a table.
    case showTable
    /// How many days each step of a series has: `%1`.
    case period

    // Sections: what each is called, and what it tells.
    /// The section of the figures that stand out.
    case posture
    /// What the figures are.
    case postureLead
    /// The section of the findings, and the figure that counts them.
    case findings
    /// What findings are.
    case findingsLead
    /// The section of the record of processing (GDPR Art. 30), and the figure that counts the activities.
    case activities
    /// What the record of processing is.
    case activitiesLead
    /// The section of who used data.
    case access
    /// Where that is known from.
    case accessLead
    /// The section of what people decided, and its table.
    case consents
    /// What the table shows.
    case consentsLead
    /// The section of what people asked by right, and its table.
    case requests
    /// What requests are held against.
    case requestsLead
    /// The section of the incidents, and its table.
    case incidents
    /// What is told of them.
    case incidentsLead
    /// The section of the trainings, and its table.
    case training
    /// What is told of them: no names.
    case trainingLead
    /// The section of policies and notices, and its table.
    case documents
    /// What is told of them.
    case documentsLead
    /// The section of the logs, and its table.
    case integrity
    /// What is told of them.
    case integrityLead
    /// The section of whose data is to go, and its table.
    case keeping
    /// How it is counted.
    case keepingLead
    /// The section of the laws that may bind, and its table.
    case regimes
    /// What that rests on.
    case regimesLead
    /// The section of what laws expect to be done, its table and the figure that counts what holds.
    case practices
    /// What is told of them.
    case practicesLead
    /// The section of reviews and actions, and the table of the reviews.
    case reviews
    /// What is told of them.
    case reviewsLead

    // Findings.
    /// A finding of a duty that is broken.
    case critical
    /// A finding of what will break a duty, or cannot be shown not to.
    case high
    /// A finding of something that is missing or late.
    case medium
    /// A finding that somebody should look at.
    case low
    /// The head of what a line is about.
    case what
    /// The head of the article of a law.
    case article
    /// Before the call or the command that puts a finding right.
    case fix
    /// The head of a date.
    case date
    /// The head of the date by which something is due.
    case due
    /// Beside a date that has passed.
    case late
    /// The head of how something stands.
    case state

    // Access and training.
    /// The chart of permitted uses by role.
    case byRole
    /// The chart of permitted uses by purpose.
    case byPurpose
    /// The chart of refusals.
    case denied
    /// How many events are on record: `%1`.
    case events
    /// The head of a role.
    case role
    /// The head of a training.
    case course
    /// The head of how many hold a role.
    case holders
    /// The head of how many are trained.
    case current
    /// The head of how many are trained for a short time yet.
    case endsSoon
    /// The head of how many still have time to be trained.
    case notYet
    /// The head of how many are not trained.
    case missing

    // Requests, incidents and documents.
    /// The head of what a request or an incident is found by.
    case number
    /// The head of a kind.
    case kind
    /// The head of a law.
    case law
    /// The head of when a request was received.
    case received
    /// The head of when something was closed or done.
    case closed
    /// The head of when an incident was opened.
    case opened
    /// The head of since when the controller is aware (GDPR Art. 33(1)).
    case aware
    /// The head of the risk of a breach.
    case risk
    /// The head of what is owed because of an incident.
    case duties
    /// Beside an incident that is only rehearsed.
    case drill
    /// The head of the version of a document.
    case version
    /// The head of who answers for something.
    case owner
    /// The head of when a document was approved.
    case approved
    /// The head of when a document is looked at again.
    case nextReview
    /// The head of how many have not acknowledged a document.
    case unread

    // The logs, the record and the laws.
    /// The head of a log.
    case log
    /// The head of how many entries a log has.
    case entries
    /// The head of how many entries the newest checkpoint covers.
    case signed
    /// In place of how many entries of a log are signed, where it never was.
    case unsigned
    /// The head of what an anchor outside the store says.
    case anchor
    /// The head of a log's root hash.
    case root
    /// The head of how long a log is kept.
    case kept
    /// The head of a kind of record.
    case record
    /// The head of what the record of processing is asked.
    case question
    /// The head of what it answers.
    case answer
    /// The head of whether a law seems to bind.
    case standing
    /// The head of a reason.
    case reason
    /// The head of what is to be done.
    case practice
    /// The head of what shows that it is done.
    case evidence
    /// The head of what speaks against that.
    case against
    /// That nothing speaks against it.
    case holding
    /// The table of corrective actions.
    case actions

    // Figures that stand out.
    /// Under how many requests are open.
    case openRequests
    /// Of open requests, or of the duties of open incidents, how many are overdue: `%1`.
    case overdueRequests
    /// Under how many incidents are open.
    case openIncidents
    /// Under what part of the holders of roles is trained.
    case trained
    /// Under what part of the logs is signed.
    case logSigned
    /// At the foot of the page: that the staff are only counted.
    case onlyCounts
    /// Of the practices, how many have something against them: `%1`.
    case openPractices
    /// Under how many reviews are overdue.
    case overdueReviews

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
        .critical: "critical", .high: "high", .medium: "medium", .low: "low", .what: "What",
        .article: "Article", .fix: "Put right by", .date: "Date", .due: "Due", .late: "late", .state: "State",
        .byRole: "Permitted uses by role", .byPurpose: "Permitted uses by purpose", .denied: "Refusals",
        .events: "%1 events on record", .role: "Role", .course: "Course", .holders: "Holders",
        .current: "Current", .endsSoon: "Ends soon", .notYet: "Still time", .missing: "Missing",
        .number: "Number", .kind: "Kind", .law: "Law", .received: "Received", .closed: "Closed", .opened: "Opened",
        .aware: "Aware since", .risk: "Risk", .duties: "Duties", .drill: "drill", .version: "Version", .owner: "Owner",
        .approved: "Approved", .nextReview: "Next review", .unread: "Not acknowledged",
        .log: "Log", .entries: "Entries", .signed: "Signed", .unsigned: "not signed yet", .anchor: "Anchor", .root: "Root",
        .kept: "Kept for", .record: "Record", .question: "Question", .answer: "Answer", .standing: "Standing",
        .reason: "Reason", .practice: "Practice", .evidence: "Shown by", .against: "Speaks against it", .holding: "Nothing",
        .actions: "Corrective actions", .openRequests: "open requests", .overdueRequests: "%1 overdue",
        .openIncidents: "open incidents", .trained: "of holders trained", .logSigned: "of the log signed",
        .openPractices: "%1 with something against them",
        .overdueReviews: "reviews overdue", .onlyCounts: "Staff appear by role and count.",
    ]

    /// What takes a translation's place: `%1`, `%2`.
    static func filled(_ text: String, _ values: [String]) -> String {
        values.enumerated().reduce(text) { $0.replacing("%\($1.offset + 1)", with: $1.element) }
    }
}
