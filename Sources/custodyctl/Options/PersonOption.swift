import ArgumentParser
import Custody

/// Who is meant, by an identifier or by their token.
struct PersonOption: ParsableArguments {
    @OptionGroup var given: PossiblePersonOption

    /// Who is meant.
    var subject: SubjectID {
        get throws {
            guard let subject = given.subject else { throw ValidationError("Give --subject or --token, one of them.") }
            return subject
        }
    }

    func validate() throws { _ = try subject }
}
