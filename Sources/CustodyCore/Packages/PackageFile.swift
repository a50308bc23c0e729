import CustodyAudit
import CustodyModel

/// A file of a package while it is written, a row at a time: nothing of it stays in memory but the last piece.
struct PackageFile {
    /// What stands at its beginning.
    struct Head {
        var form: PackageManifest.Form
        var controller: ControllerID
        var drawnUpAt: Instant
    }

    typealias Write = (_ file: String, _ bytes: [UInt8]) async throws -> Void

    private let isForPeople: Bool
    private var file: BundleFile
    private var section: PackageSection?
    private var isFirst = true
    private let write: Write

    init(_ name: String, _ head: Head, _ write: @escaping Write) async throws {
        isForPeople = name == PackageManifest.reportName
        file = BundleFile(name)
        self.write = write
        try await put(isForPeople ? PackageHTML.head(head) : Self.head(head))
    }

    private mutating func put(_ text: String) async throws { try await file.append(Array(text.utf8), write) }
    private mutating func put(_ bytes: [UInt8]) async throws { try await file.append(bytes, write) }

    private static func head(_ head: Head) -> String {
        let value = JSONValue.record([
            "format": .text(PackageManifest.format), "form": .text(head.form.rawValue),
            "controller": .text(head.controller.rawValue), "drawnUpAt": .text("\(head.drawnUpAt)"),
        ])
        // The object stays open for the sections.
        return String(decoding: value.line.dropLast(), as: UTF8.self)
    }

    mutating func begin(_ section: PackageSection) async throws {
        self.section = section
        isFirst = true
        if isForPeople {
            try await put(PackageHTML.begin(section))
        } else {
            try await put(",\n\"\(section.rawValue)\":[")
        }
    }

    mutating func add(_ row: PackageRow) async throws {
        guard let section else { return }
        defer { isFirst = false }
        guard isForPeople else {
            try await put(isFirst ? "\n" : ",\n")
            return try await put(row.json.line)
        }
        if let heading = row.heading {
            try await put(PackageHTML.table(section, heading, row.cells))
        } else {
            if isFirst { try await put(PackageHTML.tableHead(section)) }
            try await put(PackageHTML.lines(row.cells))
        }
    }

    mutating func end() async throws {
        guard let section else { return }
        self.section = nil
        guard isForPeople else { return try await put("\n]") }
        if isFirst { return try await put("<p class=\"none\">Nothing.</p></section>\n") }
        try await put(section == .records ? "</section>\n" : "</tbody></table></section>\n")
    }

    mutating func close() async throws -> ExportManifest.File {
        try await put(isForPeople ? "</main></body></html>\n" : "\n}\n")
        return try await file.end(write)
    }
}
