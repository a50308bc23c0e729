/// What the facts of a breach suggest on the two tests of the law, with the reasons: tell the authority (GDPR Art. 33(1))? Tell the
/// people (Art. 34(1))?
///
/// It is advice. A person decides, and the decision is what is recorded; the library never takes one. The tests are those of the
/// GDPR; other laws draw their lines elsewhere, see ``Threshold``.
public struct BreachAdvice: Hashable, Sendable {
    /// What is suggested.
    public enum Answer: String, Hashable, Sendable, Codable {
        /// Notify.
        case yes
        /// The test is not met.
        case no
        /// The facts do not settle it, and a person weighs. For the authority that is so only while it is not known whether
        /// confidentiality, integrity or availability was lost at all; until then notifying is the law's default.
        case weigh
    }

    /// One reason, with where it comes from.
    public struct Reason: Hashable, Sendable {
        /// In words.
        public var text: String
        /// The place in the law or in the guidance; `ours` where the line is the library's.
        public var source: String
    }

    /// The lines that no law draws and somebody must. They are ours; a host may set its own.
    public struct Policy: Hashable, Sendable {
        /// An outage up to so many minutes harms nobody, where nothing vital hangs on the data.
        public var shortOutageMinutes: UInt64
        /// Up to so many people are few.
        public var fewPeople: UInt64

        /// A policy from its parts.
        public init(shortOutageMinutes: UInt64 = 480, fewPeople: UInt64 = 20) {
            self.shortOutageMinutes = shortOutageMinutes
            self.fewPeople = fewPeople
        }
    }

    /// Tell the authority?
    public var authority: Answer
    /// Why.
    public var authorityReasons: [Reason]
    /// Tell the people?
    public var people: Answer
    /// Why.
    public var peopleReasons: [Reason]
    /// The risk that the facts suggest; nil when a person must weigh.
    public var risk: BreachRisk?
    /// Facts that are not known and could change an answer.
    public var missing: [String]

    /// The advice on the facts.
    public init(on facts: BreachFacts, policy: Policy = Policy()) {
        let weighing = BreachWeighing(facts: facts, policy: policy)
        let harmless = weighing.harmless
        authority = Self.answer(harmless.value.map { !$0 })
        authorityReasons = harmless.reasons
        let high = weighing.highRisk
        let freed = weighing.exception
        switch (harmless.value, high.value) {
        case (true, _):
            people = .no
            peopleReasons = [Reason(text: "a risk is unlikely, so that a high one is too", source: "GDPR Art. 34(1)")]
            risk = .unlikely
        case (_, let value):
            people = freed != nil && value != false ? .no : Self.answer(value)
            peopleReasons = (freed.map { [$0] } ?? []) + high.reasons
            risk = value == true ? .high : value == false && harmless.value == false ? .risk : nil
        }
        if facts.tellingEachIsDisproportionate == true, people != .no {
            peopleReasons.append(
                Reason(text: "telling each is out of proportion: tell the public instead", source: "GDPR Art. 34(3)(c)"))
        }
        missing = authority == .weigh || people == .weigh ? weighing.missing : []
    }

    private static func answer(_ value: Bool?) -> Answer { value.map { $0 ? .yes : .no } ?? .weigh }
}
