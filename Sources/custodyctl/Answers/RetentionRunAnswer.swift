import Custody

/// What a sweep did, or would do.
struct RetentionRunAnswer: Answer {
    var removed: [RetentionItem]
    var kept: [RetentionItem]
    var certificates: Int
    var examined: Int
    var isDryRun: Bool

    init(_ sweep: Sweep, isDryRun: Bool) {
        (removed, kept, examined) = (sweep.removed, sweep.kept, sweep.examined)
        certificates = sweep.certificates.count
        self.isDryRun = isDryRun
    }

    var lines: [String] {
        (removed + kept).map(\.line) + [
            isDryRun
                ? "\(removed.count) values would go and \(kept.count) would stay, of \(examined) people"
                : "\(removed.count) values went and \(kept.count) stay, of \(examined) people; \(certificates) certificates"
        ]
    }
}
