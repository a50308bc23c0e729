import ArgumentParser
import Custody

#if SQLite
    import CustodySQLite
#endif

/// What a store stands in. The directory tells it of a store that is there.
enum StoreBackend: String, ExpressibleByArgument, CaseIterable, Codable {
    case files
    case sqlite

    /// The file by which a directory is known to be such a store.
    private var mark: String {
        switch self {
        case .files: "custody.json"
        case .sqlite: "custody.sqlite"
        }
    }

    /// What the directory holds; nil when it is no store.
    init?(in directory: String) {
        guard let found = Self.allCases.first(where: { OutputFile.exists(directory + "/" + $0.mark) }) else { return nil }
        self = found
    }

    /// Makes a store.
    func create(at directory: String, governance: Governance, keys: KeyFileProvider) async throws -> Custodian {
        switch self {
        case .files: return try await Custodian.create(at: directory, governance: governance, keys: keys)
        case .sqlite:
            #if SQLite
                return try await Custodian.create(sqlite: directory, governance: governance, keys: keys)
            #else
                throw Self.absent
            #endif
        }
    }

    /// Opens the store in a directory.
    static func open(
        _ directory: String, keys: KeyFileProvider, incidents: IncidentSettings = IncidentSettings(),
        erasures: FileErasureAnchor? = nil
    ) async throws -> Custodian {
        guard StoreBackend(in: directory) == .sqlite else {
            return try await Custodian.open(at: directory, keys: keys, incidents: incidents, erasures: erasures)
        }
        #if SQLite
            return try await Custodian.open(sqlite: directory, keys: keys, incidents: incidents, erasures: erasures)
        #else
            throw absent
        #endif
    }

    /// Looks at everything in the store in a directory.
    static func verify(
        _ directory: String, keys: KeyFileProvider, against held: [AnchoredLog]
    ) async throws -> (report: VerifyReport, audit: AuditReport?) {
        guard StoreBackend(in: directory) == .sqlite else {
            let inspection = try await StoreInspection.inspect(at: directory, keys: keys, against: held)
            return (VerifyReport(inspection), inspection.audit)
        }
        #if SQLite
            let inspection = try await SQLiteInspection.inspect(at: directory, keys: keys, against: held)
            return (VerifyReport(inspection), inspection.audit)
        #else
            throw absent
        #endif
    }

    /// Throws unless the store is of files, whose bytes the command works on.
    static func requireFiles(_ directory: String, for what: String) throws(ToolError) {
        guard StoreBackend(in: directory) == .sqlite else { return }
        throw ToolError(
            "notOfFiles", "\(what) works on the files of a store, and this one is a database: use SQLite's own tools for it",
            path: directory)
    }

    #if !SQLite
        /// Throws when the tool was built without what the store needs.
        func requireBuilt() throws(ToolError) { if self == .sqlite { throw Self.absent } }

        private static var absent: ToolError {
            ToolError(
                "noSQLite",
                "this custodyctl was built without SQLite; build it with it: swift build --traits SQLite --product custodyctl")
        }
    #else
        /// The tool was built with everything.
        func requireBuilt() throws(ToolError) {}
    #endif
}

/// In what to make a store.
struct BackendOption: ParsableArguments {
    @Option(help: "What the store stands in: a directory of files, or an SQLite database.")
    var backend: StoreBackend = .files
}
