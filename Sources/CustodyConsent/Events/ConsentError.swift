public import CustodyModel

/// Why the ledger refused a change.
public struct ConsentError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What kind of refusal it is.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The name of the code.
        public var rawValue: String
        /// Names a code.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The event needs a notice and names none.
        public static let noticeMissing = Code(rawValue: "noticeMissing")
        /// The notice that the event names is not recorded.
        public static let noticeUnknown = Code(rawValue: "noticeUnknown")
        /// The notice does not explain the purpose.
        public static let noticeOmitsPurpose = Code(rawValue: "noticeOmitsPurpose")
        /// The person was not shown the notice before answering, or nobody recorded that they were.
        public static let noticeNotServed = Code(rawValue: "noticeNotServed")
        /// The same text is recorded with another name, version, language or kind of change, or with other purposes.
        public static let noticeConflict = Code(rawValue: "noticeConflict")
        /// The notice has no version, no language or no well-formed purpose.
        public static let noticeIncomplete = Code(rawValue: "noticeIncomplete")
        /// The event names no purpose, a malformed one, or one where none belongs.
        public static let purposeInvalid = Code(rawValue: "purposeInvalid")
        /// The event is said to have happened after it was recorded.
        public static let occurredInFuture = Code(rawValue: "occurredInFuture")
        /// A consent is said to end before it begins.
        public static let validityInvalid = Code(rawValue: "validityInvalid")
        /// A detail of the event is malformed, or belongs to another kind of event.
        public static let detailInvalid = Code(rawValue: "detailInvalid")
        /// A child consented where somebody who holds parental responsibility has to.
        public static let guardianMissing = Code(rawValue: "guardianMissing")
        /// There is no consent that could be renewed.
        public static let nothingToRenew = Code(rawValue: "nothingToRenew")
        /// What an invalidation takes back is no consent of this person to this purpose, or was taken back before.
        public static let targetInvalid = Code(rawValue: "targetInvalid")
        /// An objection to direct marketing, or one by a signal, is absolute, to the purpose or to a part of it: only the person can
        /// take it back.
        public static let objectionAbsolute = Code(rawValue: "objectionAbsolute")
        /// Events that are added together are of several people, or there are none.
        public static let severalSubjects = Code(rawValue: "severalSubjects")
        /// Another event was recorded under this key.
        public static let keyReused = Code(rawValue: "keyReused")
        /// What a receipt has to say is not told.
        public static let receiptIncomplete = Code(rawValue: "receiptIncomplete")
        /// No receipt is about such an event.
        public static let receiptUnsupported = Code(rawValue: "receiptUnsupported")
        /// Something was recorded for the subject since the decision was made.
        public static let headMoved = Code(rawValue: "headMoved")
    }

    /// What kind of refusal it is.
    public var code: Code
    /// What was attempted and what to do.
    public var message: String
    /// Whose event it was, where there is one.
    public var subject: SubjectToken?
    /// Which notice it was, where there is one.
    public var notice: NoticeHash?

    /// An error from its parts.
    public init(_ code: Code, _ message: String, subject: SubjectToken? = nil, notice: NoticeHash? = nil) {
        self.code = code
        self.message = message
        self.subject = subject
        self.notice = notice
    }

    /// Two errors are the same refusal when their codes and places are.
    public static func == (left: ConsentError, right: ConsentError) -> Bool {
        left.code == right.code && left.subject == right.subject && left.notice == right.notice
    }

    /// The message with its code and place.
    public var description: String {
        let places = [subject.map { "subject \($0)" }, notice.map { "notice \($0)" }].compactMap(\.self)
        return "\(code.rawValue): \(message)" + (places.isEmpty ? "" : " (\(places.joined(separator: ", ")))")
    }
}

extension ConsentError {
    /// A text is told as something else than what it is on record as.
    package static func conflict(with earlier: NoticeSummary) -> ConsentError {
        let name = earlier.name.map { "under the name '\($0)'" } ?? "without a name"
        return ConsentError(
            .noticeConflict,
            "the same text is recorded \(name) as version '\(earlier.version)' in '\(earlier.language)', and is told with "
                + "another name, version, language, kind of change or other purposes; refer to that record or change the text",
            notice: earlier.hash)
    }

    /// What was decided rests on an older state of the person's will: what ``ConsentChange/require(_:head:)`` and
    /// ``ConsentChange/requireAll(_:seen:)`` fail a unit with.
    public static func moved(_ subject: SubjectToken) -> ConsentError {
        ConsentError(
            .headMoved, "something was recorded for the subject since the decision was made; decide again", subject: subject)
    }
}
