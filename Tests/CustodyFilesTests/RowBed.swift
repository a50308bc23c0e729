import CustodyAudit
import CustodyCore
import CustodyData
import CustodyFaults
import CustodyFiles
import CustodyJournal
import CustodyKeys
import CustodyModel

/// A store whose files are so small that a few commits make checkpoints, roll over and compact.
struct RowBed {
    static let directory = "/store"
    static let small = FileOptions(
        journal: JournalOptions(segmentBytes: 8192, preallocatedBytes: 0), checkpointBytes: 1024, rowFileBytes: 2048,
        auditIndex: AuditIndexShape(blockEntries: 8, runBlocks: 3))

    let provider: LocalKeyProvider
    let files: FaultyFileSystem
    let options: FileOptions

    init(
        _ disk: InMemoryFileSystem = InMemoryFileSystem(), options: FileOptions = RowBed.small,
        provider: LocalKeyProvider = .ephemeral()
    ) {
        self.provider = provider
        files = FaultyFileSystem(disk)
        self.options = options
    }

    func create() async throws -> Backends {
        try await FileBackend.create(
            at: Self.directory, controller: "acme", keys: provider, random: SystemRandomSource(), files: files,
            options: options)
    }

    func open(_ other: (any JournalFileSystem)? = nil) async throws -> Backends {
        try await FileBackend.open(
            at: Self.directory, keys: provider, random: SystemRandomSource(), files: other ?? files, options: options)
    }

    static func handle(_ number: Int, _ kind: UInt8) -> Handle {
        Handle([UInt8](repeating: kind, count: 8) + withUnsafeBytes(of: UInt64(number).bigEndian) { Array($0) }) ?? .zero
    }

    static func record(_ number: Int, version: Int = 1) -> StoredRecord {
        let subject = SubjectToken(handle(number % 7, 1))
        return StoredRecord(
            id: RecordID(handle(number, 2)), subject: subject, name: "customer", version: version,
            purposes: [number % 2 == 0 ? "care" : "care.phone"],
            fields: [
                "name": StoredField(
                    value: SealedValue(
                        key: KeyID(subject.handle, .firstRetention), keyVersion: 1,
                        box: [UInt8](repeating: UInt8(truncatingIfNeeded: version), count: 60 + number % 40)),
                    category: .contact, expiresAt: Instant(milliseconds: Int64(1000 + number % 13)))
            ],
            collectedAt: Instant(milliseconds: 0))
    }

    /// Writes the record and answers it with its receipt.
    static func put(_ record: StoredRecord, in backends: Backends) async throws -> StoredRecord {
        let number = Int(record.id.bytes[14]) << 8 | Int(record.id.bytes[15])
        let key = handle(record.version << 16 | number, 8)
        var unit = UnitOfWork(idempotency: Idempotency(key: key, request: .zero))
        _ = backends.data.stage(
            .write([.put(record, expecting: record.version > 1 ? record.version - 1 : nil)]), in: &unit)
        let commit = try await unit.commit()
        var stored = record
        stored.receipt = commit.sequence
        return stored
    }
}
