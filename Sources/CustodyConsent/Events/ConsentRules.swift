import CustodyModel

/// What must hold before a change is taken. Pure: a backend looks up the person's timeline and the notices and calls this.
public enum ConsentRules {
    /// Checks an event against what is recorded of the person.
    ///
    /// Acts that protect the person are taken whatever their notice says, and also when they are dated in the future by the
    /// clock of the device they came from: they then take effect when they are recorded.
    ///
    /// - Parameters:
    ///   - timeline: what is recorded of the person.
    ///   - attached: the notices that the change carries.
    ///   - recorded: finds what a notice that is durable says of itself.
    public static func check(
        _ event: ConsentEvent, after timeline: ConsentTimeline, attached: [Notice], recorded: (NoticeHash) -> NoticeSummary?
    ) throws(ConsentError) {
        try checkPurpose(event)
        if event.kind.protectsPerson { return }
        let problem = Problem(event: event)
        guard event.occurredAt <= event.recordedAt else {
            throw problem.error(
                .occurredInFuture, "'\(event.kind)' is dated after it was recorded; correct the time it occurred at")
        }
        try checkDetails(event)
        if event.kind.needsNotice { try checkNotice(event, after: timeline, attached: attached, recorded: recorded) }
        switch event.kind {
        case .renewed: try checkRenewal(event, after: timeline)
        case .invalidated: try checkInvalidation(event, after: timeline)
        case .objectionLifted: try checkLifting(event, after: timeline)
        default: break
        }
    }

    /// Checks events that are added together, each against what those before it leave.
    public static func check(
        _ events: [ConsentEvent], after timeline: ConsentTimeline, attached: [Notice], in book: NoticeBook,
        recorded: (NoticeHash) -> NoticeSummary?
    ) throws(ConsentError) {
        guard !events.isEmpty, events.allSatisfy({ $0.subject == timeline.subject }) else {
            throw ConsentError(
                .severalSubjects, "give the events of one person, at least one of them", subject: events.first?.subject)
        }
        for notice in attached { try check(notice, in: book, recorded: recorded) }
        var timeline = timeline
        for event in events {
            if try isKnown(event, in: timeline) { continue }
            try check(event, after: timeline, attached: attached, recorded: recorded)
            timeline.append(event, at: timeline.head ?? .zero)
        }
    }

    /// The entry of the same event, when it was taken over before. It is then passed over.
    public static func known(_ event: ConsentEvent, in timeline: ConsentTimeline) -> ConsentEntry? {
        guard let key = event.details?.origin?.key else { return nil }
        return timeline.entries.first { $0.key == key }
    }

    private static func isKnown(_ event: ConsentEvent, in timeline: ConsentTimeline) throws(ConsentError) -> Bool {
        guard let known = known(event, in: timeline) else { return false }
        guard known.event.kind == event.kind, known.event.purpose == event.purpose, known.event.notice == event.notice,
            known.event.occurredAt == event.occurredAt
        else {
            throw ConsentError(
                .keyReused, "another event was recorded under this key; give each event a key of its own",
                subject: event.subject)
        }
        return true
    }

    /// Checks a notice.
    public static func check(
        _ notice: Notice, in book: NoticeBook, recorded: (NoticeHash) -> NoticeSummary?
    ) throws(ConsentError) {
        guard !notice.version.isEmpty, ConsentDetails.isTag(notice.language), !notice.purposes.isEmpty,
            notice.purposes.allSatisfy(\.isWellFormed), notice.name?.isWellFormed ?? true
        else {
            throw ConsentError(
                .noticeIncomplete,
                "a notice needs a version, a language and well-formed purposes; a name of it has to be well-formed",
                notice: notice.hash)
        }
        if let earlier = recorded(notice.hash), !earlier.agrees(with: notice.summary) {
            throw ConsentError.conflict(with: earlier)
        }
        guard let name = notice.name else { return }
        let sameVersion = book.editions(of: name).filter { $0.version == notice.version && $0.hash != notice.hash }
        if sameVersion.contains(where: { $0.isMaterial != (notice.change != .minor) || $0.language == notice.language }) {
            throw ConsentError(
                .noticeConflict,
                "version '\(notice.version)' of '\(name)' is recorded with another text in this language, or as another kind of "
                    + "change; give the text a version of its own",
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

    private static func checkDetails(_ event: ConsentEvent) throws(ConsentError) {
        guard let details = event.details else { return }
        let problem = Problem(event: event)
        let faults = details.faults
        guard faults.isEmpty else {
            throw problem.error(
                .detailInvalid, "malformed: \(faults.joined(separator: ", ")); names are of letters, digits, '-', '_' and dots")
        }
        guard details.invalidates == nil || event.kind == .invalidated else {
            throw problem.error(.detailInvalid, "only an invalidation takes another event back")
        }
        if let end = details.validUntil {
            guard event.kind.givesConsent else { throw problem.error(.detailInvalid, "only a consent has an end") }
            guard end > event.occurredAt else {
                throw problem.error(.validityInvalid, "the consent would end before it begins; correct its end")
            }
        }
        if let onBehalf = details.onBehalf, onBehalf.by == event.subject {
            throw problem.error(.detailInvalid, "nobody answers for themselves; say who did, or leave 'onBehalf' out")
        }
        if event.kind.givesConsent, let age = details.age, age.isYounger, details.onBehalf?.capacity != .guardian {
            throw problem.error(
                .guardianMissing,
                "the person is younger than \(age.age), the age of consent in \(age.country); who holds parental responsibility "
                    + "has to consent (GDPR Art. 8(1))")
        }
    }

    private static func checkNotice(
        _ event: ConsentEvent, after timeline: ConsentTimeline, attached: [Notice], recorded: (NoticeHash) -> NoticeSummary?
    ) throws(ConsentError) {
        guard let purpose = event.purpose else { return }
        let problem = Problem(event: event)
        guard let hash = event.notice else {
            throw problem.error(.noticeMissing, "'\(event.kind)' needs the hash of the notice that the person was shown")
        }
        guard let notice = recorded(hash) ?? attached.first(where: { $0.hash == hash })?.summary else {
            throw problem.error(
                .noticeUnknown, "the notice is not recorded; record it first or attach it to the event", hash)
        }
        guard notice.names(purpose) else {
            throw problem.error(
                .noticeOmitsPurpose, "the notice does not explain the purpose '\(purpose)'; show the person one that does", hash
            )
        }
        guard event.kind.isAnswer else { return }
        let effectiveAt = timeline.placing(event, at: .zero).effectiveAt
        let wasServed = timeline.entries.contains { entry in
            entry.event.kind == .requested && entry.event.notice == hash && entry.event.concerns(purpose)
                && entry.effectiveAt <= effectiveAt
        }
        guard wasServed else {
            throw problem.error(
                .noticeNotServed,
                "it is not on record that the person was shown the notice before they answered; record 'requested' first", hash)
        }
    }

    private static func checkRenewal(_ event: ConsentEvent, after timeline: ConsentTimeline) throws(ConsentError) {
        guard let purpose = event.purpose else { return }
        switch timeline.status(for: purpose).state {
        case .given, .expired, .stale: return
        default:
            throw Problem(event: event).error(
                .nothingToRenew, "there is no consent that ran out or still holds; record 'given'")
        }
    }

    private static func checkInvalidation(_ event: ConsentEvent, after timeline: ConsentTimeline) throws(ConsentError) {
        let target = event.details?.invalidates.flatMap { timeline.entry($0) }
        guard let target, target.event.kind.givesConsent, target.event.purpose == event.purpose,
            timeline.annulment(of: target.number) == nil
        else {
            throw Problem(event: event).error(
                .targetInvalid,
                "an invalidation names a consent of this person to this purpose that was not taken back; look at the history")
        }
    }

    private static func checkLifting(_ event: ConsentEvent, after timeline: ConsentTimeline) throws(ConsentError) {
        guard let purpose = event.purpose, event.actor != nil,
            let objection = timeline.absoluteObjection(within: purpose)
        else { return }
        throw Problem(event: event).error(
            .objectionAbsolute,
            objection.event.kind == .optedOut
                ? "a signal to opt out is absolute: it holds until the person consents or takes it back"
                : "an objection to direct marketing is absolute (GDPR Art. 21(3)); only the person can take it back")
    }

    /// What is wrong with an event.
    private struct Problem {
        var event: ConsentEvent

        func error(_ code: ConsentError.Code, _ message: String, _ notice: NoticeHash? = nil) -> ConsentError {
            ConsentError(code, message, subject: event.subject, notice: notice)
        }
    }
}
