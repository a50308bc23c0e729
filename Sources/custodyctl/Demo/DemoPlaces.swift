/// Where the demonstration keeps what it makes: the store in its directory, everything else beside it.
struct DemoPlaces {
    let store: String
    let key: String

    init(_ directory: String, keyFile: String?) {
        var store = directory
        while store.count > 1, store.hasSuffix("/") { store.removeLast() }
        self.store = store
        key = keyFile ?? store + ".key"
    }

    var files: String { store + ".files" }
    var records: String { files + "/records.json" }
    var policy: String { files + "/policy.json" }
    var customers: String { files + "/customers.csv" }
    var notice: String { files + "/notice.txt" }
    var signingKey: String { files + "/lead-1.key" }
    var plan: String { files + "/plan.json" }
    var certificate: String { files + "/certificate.json" }
    var registers: String { files + "/registers.json" }
    var report: String { files + "/report.html" }
    var reportData: String { files + "/report.json" }

    /// What must not be there before a demonstration.
    var all: [String] { [store, key, files] }
}
