import ArgumentParser
import Custody
import CustodyLaw

/// Lists the laws on breaches, what one of them asks, and by when.
struct DeadlinesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deadlines",
        abstract: "List the laws on breaches, what they ask, and by when. It is no legal advice.",
        discussion: """
            Without --regime it lists the laws with their marks. With it, what that law asks. With --aware too, by when: hours \
            always, days where --zone says on whose calendar. A law that is not verified is shown with its mark and opens no \
            obligation. It needs no store.
            """)

    @Option(name: .customLong("regime"), help: ArgumentHelp("Which law, such as eu-gdpr; may be repeated.", valueName: "id"))
    var regimes: [RegimeID] = []

    @Option(help: ArgumentHelp("Since when the controller is aware; it is never assumed.", valueName: "time"))
    var aware: Instant?

    @Option(
        name: .customLong("moment"),
        help: ArgumentHelp("When something else happened that starts a period; may be repeated.", valueName: "trigger=time"))
    var moments: [Pair] = []

    @Option(
        name: .customLong("met"),
        help: ArgumentHelp("When a duty was met that another follows; may be repeated.", valueName: "duty=time"))
    var met: [Pair] = []

    @Option(help: "What we are: controller, jointController or processor.")
    var role: Duty.Role = .controller

    @Option(
        name: .customLong("entity"),
        help: ArgumentHelp(
            "What kind of organisation we are, where a law tells them apart; may be repeated.", valueName: "kind"))
    var entities: [Duty.Entity] = []

    @OptionGroup var place: PlaceOptions
    @OptionGroup var output: JSONOption

    func run() throws {
        let laws = try regimes.map(Regime.known)
        // Names are checked also where nothing depends on them yet: who tries the command out learns of a slip.
        let place = try place.place()
        try (laws.isEmpty ? LawBook.standard.regimes : laws).requireKnown(entities)
        let hasMoments = aware != nil || !moments.isEmpty || !met.isEmpty
        guard !laws.isEmpty else {
            guard !hasMoments else { throw ToolError("regimeMissing", "say under which law: --regime eu-gdpr") }
            return Console.answer(LawListAnswer(.standard), asJSON: output.asJSON)
        }
        guard hasMoments else { return Console.answer(LawAnswer(laws), asJSON: output.asJSON) }
        let happened = try happened(under: laws)
        let answer = DeadlinesAnswer(laws, for: happened, at: place, as: role, entities: Set(entities))
        Console.answer(answer, asJSON: output.asJSON)
    }

    private func happened(under laws: [Regime]) throws -> TriggerMoments {
        let duties = laws.flatMap(\.breachDuties)
        let triggers = Set(duties.map(\.trigger)).union(duties.compactMap(\.cap?.trigger)).union([.awareness, .discovery])
        var happened = TriggerMoments([:])
        for pair in moments {
            let trigger = Duty.Trigger(pair.left)
            guard triggers.contains(trigger) else {
                throw laws.unknown("unknownTrigger", "such moment", among: triggers.map(\.rawValue))
            }
            let time = try time(pair, "--moment")
            guard happened.moments.updateValue(time, forKey: trigger) == nil else { throw twice(pair.left) }
        }
        let followed = Set(duties.compactMap(\.follows))
        for pair in met {
            let duty = DutyID(pair.left)
            guard followed.contains(duty) else {
                throw laws.unknown("unknownDuty", "such duty that another follows", among: followed.map(\.rawValue))
            }
            let time = try time(pair, "--met")
            guard happened.met.updateValue(time, forKey: duty) == nil else { throw twice(pair.left) }
        }
        if let aware, happened.moments.updateValue(aware, forKey: .awareness) != nil { throw twice("awareness") }
        return happened
    }

    private func time(_ pair: Pair, _ option: String) throws -> Instant {
        guard let instant = Instant(pair.right) else {
            throw ToolError("badTime", "what \(option) gives behind '=' is no time; give one such as 2026-11-24T09:30:00Z")
        }
        return instant
    }

    private func twice(_ name: String) -> ToolError {
        ToolError("givenTwice", "'\(name)' was given twice; give it once")
    }
}
