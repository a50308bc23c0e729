import CustodyConsent
import CustodyModel

/// What somebody decided, under the token that was asked for and under those that were merged with it.
struct MergedTimelines: Sendable {
    /// One for each token: first that of the one that was asked for.
    var timelines: [ConsentTimeline]
    /// The newest commit that merged them.
    var since: CommitSequence
    /// What became of the notices.
    var notices: NoticeBook
    /// How often people had been merged and taken apart when that was so.
    var merges: Int

    /// The event that is meant and fits; nil when there is none.
    ///
    /// - Parameter number: each token has numbers of its own, and that of the one that was asked for comes first; nil for the event
    ///   that decides about the purpose now.
    func entry(_ number: Int?, on purpose: Purpose, where fits: (ConsentEntry) -> Bool) -> ConsentEntry? {
        guard let number else { return deciding(on: purpose).flatMap { fits($0) ? $0 : nil } }
        return timelines.lazy.compactMap { $0.entry(number) }.first { fits($0) }
    }

    /// The event that took a consent back; nil when none did.
    func annulment(of consent: ConsentEntry) -> ConsentEntry? {
        timelines.first { $0.subject == consent.event.subject }?.annulment(of: consent.number)
    }

    private func deciding(on purpose: Purpose) -> ConsentEntry? {
        guard var chosen = timelines.first else { return nil }
        var status = chosen.status(for: purpose, by: notices)
        for other in timelines.dropFirst() {
            let theirs = other.status(for: purpose, by: notices)
            if status.yields(to: theirs, since: since) { chosen = other }
            status = status.narrower(theirs, since: since)
        }
        return status.number.flatMap { chosen.entry($0) }
    }

    /// What the person takes over of what they decided before they were known: nothing beside what they decided by themselves, under
    /// whichever token.
    func linking(_ anonymous: ConsentTimeline, at now: Instant) -> [ConsentEvent] {
        guard let own = timelines.first else { return [] }
        let others = timelines.dropFirst().map { other in
            Set(other.linking(anonymous, at: now).compactMap { $0.details?.origin?.key })
        }
        return own.linking(anonymous, at: now).filter { event in
            // That a signal ended says no and yes to nothing.
            guard event.kind != .signalEnded, let key = event.details?.origin?.key else { return true }
            return others.allSatisfy { $0.contains(key) }
        }
    }
}
