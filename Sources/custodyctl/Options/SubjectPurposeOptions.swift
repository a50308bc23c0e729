import ArgumentParser
import Custody

/// Whose consent to what.
struct SubjectPurposeOptions: ParsableArguments {
    @Option(help: "Whose consent.")
    var subject: SubjectID

    @Option(help: "To processing for which purpose.")
    var purpose: Purpose
}
