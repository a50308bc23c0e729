import ArgumentParser
import Custody

/// Who acts.
struct ActorOption: ParsableArguments {
    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("Who acts: a principal of the policy. The log says that nobody checked it.", valueName: "principal"))
    var name: String

    /// The principal as the tool knows it: by assertion.
    var principal: Principal { .asserted(name) }
}

extension Principal {
    /// A principal whom nobody authenticated: the operator said so.
    static func asserted(_ name: String) -> Principal {
        Principal(PrincipalID(name), Authentication(.asserted, at: SystemClock().now(), by: "custodyctl", level: 0))
    }
}
