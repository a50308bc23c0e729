public import CustodyModel

extension ConsentTimeline {
    /// What an account takes over of what the same person decided before they were known, when somebody links the two.
    ///
    /// What the account decided by itself, about the purpose, one above it or one below, stands: nothing is taken over beside it.
    /// A signal to opt out that stands is taken over unless the account consented after it, also beside a later answer: it is an
    /// objection as well. That it was told to have ended goes along, so that it is news when it begins again. Linking again adds
    /// nothing.
    ///
    /// - Parameters:
    ///   - anonymous: what was recorded under the other token.
    ///   - now: the time now.
    public func linking(_ anonymous: ConsentTimeline, at now: Instant) -> [ConsentEvent] {
        var taken: Set<Int> = []
        for purpose in anonymous.decidedPurposes.sorted() {
            let ruled = anonymous.ruling(on: purpose, at: nil, knownAt: .latest, by: .empty)
            guard let place = ruled.place, ruled.status.state != .invalidated else { continue }
            let entry = anonymous.entries[place]
            // What a wider purpose decides comes with that one.
            guard entry.event.purpose == purpose else { continue }
            guard entry.event.kind == .optedOut ? !consented(to: purpose, after: entry.effectiveAt) : !decided(near: purpose)
            else { continue }
            if let served = anonymous.serving(entry) { taken.insert(served) }
            taken.insert(place)
        }
        for (place, entry) in anonymous.entries.enumerated() where entry.event.kind == .optedOut {
            guard let purpose = entry.event.purpose, anonymous.signal(against: purpose) == entry,
                !consented(to: purpose, after: entry.effectiveAt)
            else { continue }
            taken.insert(place)
        }
        for (place, entry) in anonymous.entries.enumerated() where entry.event.kind == .signalEnded {
            let (signal, purpose) = (entry.event.details?.signal, entry.event.purpose)
            guard anonymous.last(signal, for: purpose) == entry else { continue }
            let isTaken = taken.contains { anonymous.entries[$0].event.tells(of: signal, for: purpose) }
            if isTaken || last(signal, for: purpose) != nil { taken.insert(place) }
        }
        return taken.sorted().compactMap { place in
            let entry = anonymous.entries[place]
            guard !entries.contains(where: { $0.key == entry.key }) else { return nil }
            var event = entry.event
            var details = event.details ?? ConsentDetails()
            details.origin = ConsentDetails.Origin(
                key: entry.key, recordedAt: entry.recordedAt,
                effectiveAt: entry.effectiveAt == event.occurredAt ? nil : entry.effectiveAt, linkedFrom: anonymous.subject)
            event.details = details
            event.subject = subject
            event.recordedAt = now
            // It was sealed under a key of the other token.
            event.evidence = nil
            return event
        }
    }

    /// Whether a choice of this person's own concerns the purpose or a part of it.
    private func decided(near purpose: Purpose) -> Bool {
        entries.contains { entry in
            guard let named = entry.event.purpose, ConsentStatus.State(entry.event.kind) != nil else { return false }
            return named.isWithin(purpose) || purpose.isWithin(named)
        }
    }

    private func consented(to purpose: Purpose, after instant: Instant) -> Bool {
        entries.contains { isConsent($0) && $0.event.concerns(purpose) && $0.effectiveAt >= instant }
    }

    /// Where it stands that the notice of an answer was shown.
    private func serving(_ answer: ConsentEntry) -> Int? {
        guard answer.event.kind.isAnswer, let purpose = answer.event.purpose else { return nil }
        return entries.lastIndex { entry in
            entry.event.kind == .requested && entry.event.notice == answer.event.notice && entry.event.concerns(purpose)
                && entry.effectiveAt <= answer.effectiveAt
        }
    }
}
