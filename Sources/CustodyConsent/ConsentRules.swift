import CustodyModel

/// What must hold before a change is taken. Pure: a backend looks the notices up and calls this.
public enum ConsentRules {
    /// Checks an event.
    ///
    /// Acts that protect the person are taken whatever their notice says, and also when they are dated in the future by the
    /// clock of the device they came from: they then take effect when they are recorded.
    ///
    /// - Parameters:
    ///   - attached: the notice that the change carries.
    ///   - recorded: finds a notice that is durable.
    public static func check(
        _ event: ConsentEvent, attached: Notice?, recorded: (NoticeHash) -> Notice?
    ) throws(ConsentError) {
        try checkPurpose(event)
        if event.kind.protectsPerson { return }
        guard event.occurredAt <= event.recordedAt else {
            throw ConsentError(
                .occurredInFuture, "'\(event.kind)' is dated after it was recorded; correct the time it occurred at",
                subject: event.subject)
        }
        if let attached { try check(attached, recorded: recorded) }
        guard event.kind.needsNotice, let purpose = event.purpose else { return }
        guard let hash = event.notice else {
            throw ConsentError(
                .noticeMissing, "'\(event.kind)' needs the hash of the notice that the person was shown", subject: event.subject
            )
        }
        guard let notice = recorded(hash) ?? (attached?.hash == hash ? attached : nil) else {
            throw ConsentError(
                .noticeUnknown, "the notice is not recorded; record it first or attach it to the event", subject: event.subject,
                notice: hash)
        }
        guard notice.names(purpose) else {
            throw ConsentError(
                .noticeOmitsPurpose,
                "the notice does not explain the purpose '\(purpose)'; show the person one that does",
                subject: event.subject, notice: hash)
        }
    }

    /// Checks a notice.
    public static func check(_ notice: Notice, recorded: (NoticeHash) -> Notice?) throws(ConsentError) {
        guard !notice.version.isEmpty, !notice.language.isEmpty, !notice.purposes.isEmpty,
            notice.purposes.allSatisfy(\.isWellFormed)
        else {
            throw ConsentError(
                .noticeIncomplete, "a notice needs a version, a language and well-formed purposes", notice: notice.hash)
        }
        if let earlier = recorded(notice.hash), !earlier.agrees(with: notice) {
            throw ConsentError(
                .noticeConflict,
                "the same text is recorded as version '\(earlier.version)' in '\(earlier.language)' for other purposes or under "
                    + "another name; refer to that record or change the text",
                notice: notice.hash)
        }
    }

    private static func checkPurpose(_ event: ConsentEvent) throws(ConsentError) {
        switch (event.kind.concernsPurpose, event.purpose) {
        case (true, let purpose?) where purpose.isWellFormed: return
        case (false, nil): return
        case (true, _):
            throw ConsentError(
                .purposeInvalid, "'\(event.kind)' needs a purpose of letters, digits, '-', '_' and dots", subject: event.subject
            )
        case (false, _):
            throw ConsentError(
                .purposeInvalid, "'\(event.kind)' concerns the person as a whole; leave the purpose out",
                subject: event.subject)
        }
    }
}
