import ArgumentParser
import Custody

/// Somebody by an identifier or by their token; nobody when neither is given.
struct PossiblePersonOption: ParsableArguments {
    @Option(name: .customLong("subject"), help: ArgumentHelp("The person, by an identifier.", valueName: "subject"))
    var identifier: SubjectID?

    @Option(help: ArgumentHelp("In the place of --subject: the person, by the token that a list has.", valueName: "digits"))
    var token: SubjectToken?

    /// Who is meant.
    var subject: SubjectID? { identifier ?? token.map { .token($0) } }

    func validate() throws {
        guard identifier == nil || token == nil else { throw ValidationError("Give --subject or --token, one of them.") }
    }
}
