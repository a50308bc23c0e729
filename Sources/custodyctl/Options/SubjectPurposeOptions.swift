import ArgumentParser
import Custody

/// Whose consent to what.
struct SubjectPurposeOptions: ParsableArguments {
    @OptionGroup var person: PersonOption

    @Option(help: "To processing for which purpose.")
    var purpose: Purpose
}
