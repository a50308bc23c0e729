import Crypto
import Custody

/// Takes in the rows of a file, some at once so that their commits share a sync.
struct Importer {
    private static let rowsInFlight = 64

    let custodian: Custodian
    let mapping: ColumnMapping
    let source: DataSource
    let principal: Principal
    let acknowledges: Bool

    /// What became of a row.
    private enum Outcome {
        case imported
        case alreadyThere
        case refused(CustodianError)
        case bad(CustodianError)
    }

    /// Takes in every row that is right.
    ///
    /// - Throws: what ends the import as a whole: the store cannot be written, or is damaged.
    func run(_ reader: consuming CSVReader, of size: UInt64) async throws -> ImportSummary {
        var reader = reader
        var summary = ImportSummary(leftOut: mapping.leftOut)
        var progress = ProgressBar(total: size)
        defer { progress.end() }
        try await withThrowingTaskGroup(of: (CSVRow, Outcome).self) { group in
            var inFlight = 0
            while let item = try reader.read() {
                progress.show(reader.position, "\(summary.imported) rows")
                switch item {
                case .fault(let fault): summary.add(fault)
                case .row(let row):
                    let identifier = row.cells[mapping.subject]
                    if let fault = Self.fault(of: identifier) {
                        summary.addBad(row, fault)
                        continue
                    }
                    if inFlight == Self.rowsInFlight, let (row, outcome) = try await group.next() {
                        inFlight -= 1
                        note(row, outcome, in: &summary)
                    }
                    inFlight += 1
                    group.addTask { (row, try await collect(row, about: SubjectID(identifier))) }
                }
            }
            for try await (row, outcome) in group { note(row, outcome, in: &summary) }
        }
        return summary
    }

    /// Why nobody can be kept under the identifier; nil when somebody can.
    private static func fault(of identifier: String) -> String? {
        if identifier.isEmpty { return "the row does not say who the person is: the cell of the identifier is empty" }
        // A word of a command line ends at one: what is held of such a person could be neither disclosed nor erased by the tool.
        guard !identifier.utf8.contains(0) else {
            return "the cell of the identifier holds a NUL character, with which no command can name the person; take it out"
        }
        return nil
    }

    private func collect(_ row: CSVRow, about subject: SubjectID) async throws -> Outcome {
        let values = mapping.values(of: row)
        do {
            let collected = try await custodian.collect(
                FieldValues(text: values), as: mapping.record, about: subject, for: mapping.purposes, from: source,
                by: principal,
                options: CollectOptions(idempotencyKey: key(of: values, about: subject)))
            // From the task itself: it does not wait until somebody asks for the outcome.
            if acknowledges { Console.line("ok \(row.number) commit \(collected.commit)") }
            return collected.isDuplicate ? .alreadyThere : .imported
        } catch let error as CustodianError {
            switch error.code {
            case .notRecorded, .inDoubt, .integrity: throw error
            case _ where ExitStatus(error.code) == .refused: return .refused(error)
            default: return .bad(error)
            }
        }
    }

    private func note(_ row: CSVRow, _ outcome: Outcome, in summary: inout ImportSummary) {
        switch outcome {
        case .imported: summary.imported += 1
        case .alreadyThere: summary.alreadyThere += 1
        case .refused(let error): summary.addRefused(row, error)
        case .bad(let error): summary.addBad(row, error.message)
        }
    }

    /// The same row of the same person is the same act, whenever and in whatever file it comes again.
    private func key(of values: [FieldName: String], about subject: SubjectID) -> String {
        var digest = SHA256()
        var parts =
            ["custodyctl import", mapping.record.rawValue, subject.value.exposed] + mapping.purposes.map(\.rawValue) + [""]
        for (field, value) in values.sorted(by: { $0.key < $1.key }) { parts += [field.rawValue, value] }
        for part in parts {
            // Lengths before the parts: no two different rows run together.
            var length: [UInt8] = []
            length.append(bigEndian: UInt64(part.utf8.count))
            digest.update(data: length)
            digest.update(data: Array(part.utf8))
        }
        return Array(digest.finalize()).hex
    }
}
