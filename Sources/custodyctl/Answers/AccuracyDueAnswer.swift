import Custody

/// What has to be verified.
struct AccuracyDueAnswer: Answer {
    var due: [FieldAccuracy]

    init(_ due: [FieldAccuracy]) { self.due = due }

    var lines: [String] {
        due.isEmpty ? ["nothing has to be verified"] : due.map(Self.line)
    }

    private static func line(_ accuracy: FieldAccuracy) -> String {
        "\(accuracy.dueAt.map { "\($0)" } ?? "-")  \(accuracy.name).\(accuracy.field) of record \(accuracy.record), "
            + (accuracy.verifiedAt.map { "last verified \($0)" } ?? "never verified")
            + (accuracy.method.map { " by \(Printable.text($0.rawValue))" } ?? "")
            + (accuracy.disputedSince.map { ", disputed since \($0)" } ?? "")
    }
}
