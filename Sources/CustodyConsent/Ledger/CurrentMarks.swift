import CustodyModel

/// Where everybody stands on each purpose now, in one stretch of memory: an answer about one of a million people costs one look into
/// it, where a dictionary of timelines costs one for each object on the way.
///
/// An open-addressing array by person, in which what one person decided stands close together. Purposes and notices are kept once and
/// named by number. It says what the timelines say, or nothing: then the timeline is asked.
struct CurrentMarks: Sendable {
    private var slots: [Slot] = []
    /// How many decisions there are.
    private(set) var count = 0
    private var purposes = Numbered<Purpose>()
    private var notices = Numbered<NoticeHash>()

    /// A decision in 56 bytes.
    private struct Slot {
        var subject: (high: UInt64, low: UInt64) = (0, 0)
        var since: Int64 = 0
        /// The smallest number when it has no end.
        var validUntil = Int64.min
        var sequence: UInt64 = 0
        var number: UInt32 = 0
        /// Numbers count from 1: a slot without a purpose is empty.
        var purpose: UInt32 = 0
        var notice: UInt32 = 0
        var state = ConsentStatus.State.notAsked
        var explicit = false
        /// Whether the timeline has to be asked: not everything fits.
        var isPartial = false

        var isEmpty: Bool { purpose == 0 }

        func isOf(_ other: (high: UInt64, low: UInt64)) -> Bool { subject == other }
    }

    /// Values that many slots share.
    private struct Numbered<Value: Hashable & Sendable>: Sendable {
        private(set) var values: [Value] = []
        private var numbers: [Value: UInt32] = [:]

        subscript(_ number: UInt32) -> Value { values[Int(number) - 1] }

        mutating func number(of value: Value) -> UInt32 {
            if let known = numbers[value] { return known }
            values.append(value)
            numbers[value] = UInt32(values.count)
            return UInt32(values.count)
        }
    }

    /// What the person decided last for the purpose or one above it, without what becomes of it with time; nil when the timeline has to
    /// be asked.
    func status(of subject: SubjectToken, for purpose: Purpose) -> ConsentStatus? {
        guard count > 0 else { return nil }
        let words = subject.handle.words
        return slots.withUnsafeBufferPointer { slots -> ConsentStatus? in
            var place = Self.home(words, slots.count)
            var newest = -1
            while !slots[place].isEmpty {
                if slots[place].isOf(words), concerns(slots[place].purpose, purpose),
                    newest < 0
                        || (slots[newest].since, slots[newest].number) < (slots[place].since, slots[place].number)
                {
                    newest = place
                }
                place = Self.next(place, slots.count)
            }
            return newest < 0 || slots[newest].isPartial ? nil : status(slots[newest])
        }
    }

    private func concerns(_ number: UInt32, _ asked: Purpose) -> Bool {
        let named = purposes[number]
        return named == asked || asked.isWithin(named)
    }

    private func status(_ slot: Slot) -> ConsentStatus {
        ConsentStatus(
            slot.state, since: Instant(milliseconds: slot.since), sequence: CommitSequence(rawValue: slot.sequence),
            number: Int(slot.number), purpose: purposes[slot.purpose], notice: slot.notice == 0 ? nil : notices[slot.notice],
            explicit: slot.explicit,
            validUntil: slot.validUntil == .min ? nil : Instant(milliseconds: slot.validUntil))
    }

    /// Takes over what a person decided, in place of what stood there. None of it goes as long as the person is known.
    mutating func set(_ decisions: [ConsentStatus], of subject: SubjectToken) {
        for decision in decisions {
            guard let slot = slot(decision, subject) else { continue }
            if (count + 1) * 4 > slots.count * 3 { grow() }
            var place = Self.home(slot.subject, slots.count)
            while !slots[place].isEmpty, !(slots[place].isOf(slot.subject) && slots[place].purpose == slot.purpose) {
                place = Self.next(place, slots.count)
            }
            if slots[place].isEmpty { count += 1 }
            slots[place] = slot
        }
    }

    private mutating func slot(_ decision: ConsentStatus, _ subject: SubjectToken) -> Slot? {
        guard let purpose = decision.purpose else { return nil }
        var slot = Slot()
        slot.subject = subject.handle.words
        slot.since = decision.since?.milliseconds ?? 0
        slot.validUntil = decision.validUntil?.milliseconds ?? .min
        slot.sequence = decision.sequence?.rawValue ?? 0
        slot.number = UInt32(clamping: decision.number ?? 0)
        slot.purpose = purposes.number(of: purpose)
        slot.notice = decision.notice.map { notices.number(of: $0) } ?? 0
        slot.state = decision.state
        slot.explicit = decision.explicit
        slot.isPartial = decision.categories != nil || status(slot) != decision
        return slot
    }

    /// Takes away everything about a person and closes the gaps, so that no mark of it stays.
    mutating func remove(_ subject: SubjectToken) {
        guard count > 0 else { return }
        let words = subject.handle.words
        var place = Self.home(words, slots.count)
        while !slots[place].isEmpty {
            if slots[place].isOf(words) {
                close(place)
                count -= 1
            } else {
                place = Self.next(place, slots.count)
            }
        }
    }

    // MARK: Places

    /// Where the search for a person begins; tokens are as good as random, of which the product takes the best bits.
    private static func home(_ words: (high: UInt64, low: UInt64), _ size: Int) -> Int {
        let mixed = (words.high ^ words.low.byteSwapped) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: mixed >> 20) & (size - 1)
    }

    private static func next(_ place: Int, _ size: Int) -> Int { (place + 1) & (size - 1) }

    private mutating func grow() {
        var larger = [Slot](repeating: Slot(), count: max(16, slots.count * 2))
        for slot in slots where !slot.isEmpty {
            var place = Self.home(slot.subject, larger.count)
            while !larger[place].isEmpty { place = Self.next(place, larger.count) }
            larger[place] = slot
        }
        slots = larger
    }

    /// Moves those behind the gap forward whose search would end in it.
    private mutating func close(_ gap: Int) {
        let mask = slots.count - 1
        var (gap, place) = (gap, gap)
        while true {
            place = Self.next(place, slots.count)
            guard !slots[place].isEmpty else { break }
            // How far a slot stands behind its own place tells whether the gap lies between.
            let home = Self.home(slots[place].subject, slots.count)
            if (place - home) & mask < (place - gap) & mask { continue }
            slots[gap] = slots[place]
            gap = place
        }
        slots[gap] = Slot()
    }
}
