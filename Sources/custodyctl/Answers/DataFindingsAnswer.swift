import Custody

/// What an audit of the data found.
struct DataFindingsAnswer: Answer {
    /// One finding.
    struct Finding: Encodable {
        var kind: String
        var text: String
    }

    var findings: [Finding]

    init(_ findings: [DataFinding]) {
        self.findings = findings.map { Finding(kind: $0.kind, text: $0.description) }
    }

    var lines: [String] {
        findings.isEmpty ? ["nothing is found"] : findings.map { "\($0.kind): \(Printable.text($0.text))" }
    }
}
