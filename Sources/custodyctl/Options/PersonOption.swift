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

extension PersonOption {
    /// Whom another pair of options names: one for an identifier and one for a token, of which exactly one must be given.
    ///
    /// - Parameter names: the names of the two, as they are typed.
    static func one(_ identifier: SubjectID?, _ token: SubjectToken?, of names: String) throws -> SubjectID {
        switch (identifier, token) {
        case (let identifier?, nil): return identifier
        case (nil, let token?): return .token(token)
        default: throw ValidationError("Give \(names), one of them.")
        }
    }
}
