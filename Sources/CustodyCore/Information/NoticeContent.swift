import CustodyAudit
public import CustodyConsent
import CustodyData
public import CustodyGovernance
import CustodyKeys
public import CustodyLaw
public import CustodyModel

/// What a privacy notice says, so that it can be compared with what is done.
public struct NoticeContent: Hashable, Sendable, Codable {
    /// The text, which is on record.
    public var notice: NoticeHash
    /// About data from whom.
    public var article: InformationItem.Article
    /// Which items the text has.
    public var items: Set<InformationItem>
    /// Which purposes it names.
    public var purposes: [Purpose]
    /// Which kinds of data it names.
    public var categories: [DataCategory]
    /// Which recipients it names.
    public var recipients: [RecipientID]
    /// Whether there is a data protection officer.
    public var hasOfficer: Bool
    /// Whether decisions are taken by automated means alone.
    public var decidesAutomatically: Bool

    /// A content from its parts.
    public init(
        of notice: NoticeHash, for article: InformationItem.Article, items: Set<InformationItem>, purposes: [Purpose],
        categories: [DataCategory], recipients: [RecipientID] = [], hasOfficer: Bool = false, decidesAutomatically: Bool = false
    ) {
        self.notice = notice
        self.article = article
        self.items = items
        self.purposes = purposes
        self.categories = categories
        self.recipients = recipients
        self.hasOfficer = hasOfficer
        self.decidesAutomatically = decidesAutomatically
    }

    static let kept = OwnRecord<Self>("custody.noticeContent", field: "content")
    static let everything = RecordQuery.Filter.heldFor("custody.noticeContents")

    static func id(_ notice: NoticeHash) -> RecordID { RecordID(of: "notice content", notice.bytes.array) }

    /// What writes it.
    func write(over former: StoredRecord?, _ sealer: Sealer, _ system: SystemKeys, at now: Instant) throws -> RecordWrite {
        try Self.kept.write(
            self, as: Self.id(notice), for: ["custody.noticeContents"], over: former, sealer, system, at: now)
    }
}

extension NoticeContent: OwnContent {}
