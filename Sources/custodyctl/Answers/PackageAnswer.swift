import Custody

/// A package that was drawn up, or was checked.
struct PackageAnswer: Answer {
    var form: String
    var drawnUpAt: Instant
    var records: UInt64
    var withheld: UInt64
    var files: [String]
    var faults: [String]

    init(_ manifest: PackageManifest, faults: [ExportFault] = []) {
        form = manifest.form.rawValue
        drawnUpAt = manifest.drawnUpAt
        records = manifest.records
        withheld = manifest.withheld
        files = manifest.files.map(\.name) + [PackageManifest.name]
        self.faults = faults.map(\.description)
    }

    var lines: [String] {
        ["\(form) package of \(drawnUpAt): \(records) records, \(withheld) values withheld; \(files.joined(separator: ", "))"]
            + faults
    }
}
