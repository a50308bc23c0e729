public import CustodyAccess
public import CustodyModel

/// Something that is due, overdue, drifting or failing, and how it is put right.
public struct Finding: Hashable, Sendable {
    /// What.
    public var kind: Kind
    /// Where.
    public var place: Place
    /// What it is there, in words; never about a person.
    public var detail: String
    /// Since when it is late, or by when it is due; nil where time has no part in it.
    public var at: Instant?

    /// A finding from its parts.
    public init(_ kind: Kind, _ place: Place, _ detail: String = "", at: Instant? = nil) {
        self.kind = kind
        self.place = place
        self.detail = detail
        self.at = at
    }

    /// How much it matters.
    public var severity: Severity { kind.severity }
    /// The article that it is about.
    public var article: String { kind.article }

    /// How much a finding matters.
    public enum Severity: String, Hashable, Sendable, Codable, CaseIterable, Comparable {
        /// A duty is broken, or data is not protected as it was said.
        case critical
        /// It will be, or cannot be shown not to be.
        case high
        /// Something is missing or late.
        case medium
        /// Somebody should look.
        case low

        /// The graver first.
        public static func < (left: Severity, right: Severity) -> Bool {
            Severity.allCases.firstIndex(of: left) ?? 0 < Severity.allCases.firstIndex(of: right) ?? 0
        }
    }

    /// Where something was found.
    public enum Place: Hashable, Sendable {
        /// The whole.
        case controller
        /// A field of a record.
        case field(RecordName, FieldName)
        /// A purpose.
        case purpose(Purpose)
        /// A role.
        case role(RoleID)
        /// A processing activity.
        case activity(ActivityID)
        /// A recipient or processor.
        case recipient(RecipientID)
        /// A document.
        case document(DocumentID)
        /// A training that holders of a role need. Who they are stands apart.
        case training(TrainingID, RoleID)
        /// A review.
        case review(ReviewID)
        /// A corrective action.
        case action(EntryID)
        /// Whatever somebody answers for.
        case responsibility(Responsibility.Matter)
        /// A request of a person, by its number.
        case request(String)
        /// An incident, by its number.
        case incident(String)
        /// A kind of record.
        case record(RecordName)
        /// A break-glass ticket.
        case ticket(TicketID)
        /// One of the logs, or all.
        case log(String)
        /// The keys or the backups.
        case store
    }
}

extension Finding: Comparable {
    /// The graver first; of the same gravity by kind and place.
    public static func < (left: Finding, right: Finding) -> Bool {
        (left.severity, left.kind.rawValue, left.place.description, left.detail)
            < (right.severity, right.kind.rawValue, right.place.description, right.detail)
    }
}

extension Finding.Place: CustomStringConvertible {
    /// In words.
    public var description: String {
        switch self {
        case .controller: "the controller"
        case .field(let record, let field): "\(record).\(field)"
        case .purpose(let purpose): "purpose \(purpose)"
        case .role(let role): "role \(role)"
        case .activity(let activity): "activity \(activity)"
        case .recipient(let recipient): "recipient \(recipient)"
        case .document(let document): "document \(document)"
        case .training(let course, let role): "\(course), role \(role)"
        case .review(let review): "review \(review)"
        case .action(let action): "action \(action)"
        case .responsibility(let matter): matter.description.replacing(":", with: " ")
        case .request(let request): "request \(request)"
        case .incident(let incident): "incident \(incident)"
        case .record(let record): "record \(record)"
        case .ticket(let ticket): "ticket \(ticket)"
        case .log(let log): "log \(log)"
        case .store: "the store"
        }
    }
}
