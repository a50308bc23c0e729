public import CustodyModel

/// Some of those who consented to a purpose.
public struct ConsentPage: Hashable, Sendable {
    /// One person's consent.
    public struct Item: Hashable, Sendable {
        /// Who consented.
        public var subject: SubjectToken
        /// To what, since when and on which notice.
        public var status: ConsentStatus

        /// An item from its parts.
        public init(subject: SubjectToken, status: ConsentStatus) {
            self.subject = subject
            self.status = status
        }
    }

    /// The consents in the order of their tokens.
    public var items: [Item]
    /// Where the next page begins; nil when there is none.
    public var next: SubjectToken?

    /// A page from its parts.
    public init(items: [Item], next: SubjectToken?) {
        self.items = items
        self.next = next
    }
}
