import CustodyAccess
import CustodyAudit
import CustodyConsent
import CustodyCore
import CustodyData
import CustodyIncidents
import CustodyJournal
import CustodyKeys
import CustodyModel

/// The stores of a directory, as its checkpoint left them and its journal goes on.
///
/// What makes a change last is the coordinator that writes the journal; what is kept stands in rows, with only their indexes
/// resident. That is the whole difference to the in-memory form, so that both keep the same promises by the same code.
struct ReplayedStores: Sendable {
    let coordinator: FileCoordinator
    let kept: KeptStores
    let keys: SlotKeyStore
    let data: InMemoryDataStore
    let consent: InMemoryConsentLedger
    let policies: InMemoryPolicyStorage
    let audit: InMemoryAuditSink
    let incidents: InMemoryIncidentTracker

    init(
        _ paths: StorePaths, _ identity: StoreIdentity, _ system: SystemKeys, _ slots: any JournalFile,
        _ files: any JournalFileSystem, random: any RandomSource, isWritable: Bool, options: FileOptions
    ) throws {
        let rows = FileRows(
            directory: paths.rows, files: files, store: identity.store, random: random, isWritable: isWritable,
            fileBytes: options.rowFileBytes)
        coordinator = FileCoordinator(rows: rows)
        keys = SlotKeyStore(
            slots: FileKeySlots(file: slots, paths, files, coordinator: coordinator), committingTo: coordinator,
            rows: rows)
        data = InMemoryDataStore(committingTo: coordinator, rows: rows)
        consent = InMemoryConsentLedger(committingTo: coordinator, rows: rows)
        policies = InMemoryPolicyStorage(committingTo: coordinator)
        audit = try InMemoryAuditSink(
            origin: Backends.origin(identity.store), signer: try Backends.auditSigner(identity.store, system),
            checkpoints: FileCheckpoints(directory: paths.audit, files: files), random: random, committingTo: coordinator,
            index: options.auditIndex, rows: rows)
        incidents = InMemoryIncidentTracker(committingTo: coordinator)
        kept = KeptStores(
            rows: rows, coordinator: coordinator, stores: [keys, data, consent, policies, audit, incidents], files: files,
            store: identity.store, random: random)
    }

    /// Opens the keys that replaced the first one that signs the audit log. Call it after replay.
    func takeUpSigners(of store: Handle, _ provider: any KeyProvider) async throws {
        let live = try await keys.live(of: SystemKeys.owner)
        for id in (1...).lazy.map(SystemKeys.auditSigningID) {
            guard let id, live[id.keyClass] != nil else { return }
            audit.takeUp(try Backends.auditSigner(store, try await keys.key(id, provider: provider)))
        }
    }

    /// Takes in one commit.
    func replay(_ frame: JournalFrame) throws {
        do { try replayParts(of: frame) } catch let error as CustodyFilesError { throw error } catch {
            throw CustodyFilesError(
                .corrupt, "commit \(frame.sequence) is whole and cannot be read all the same: \(error)", offset: frame.offset)
        }
    }

    private func replayParts(of frame: JournalFrame) throws {
        let sequence = CommitSequence(rawValue: frame.sequence)
        let body = try CBOR.decode(CommitBody.self, from: frame.body)
        for part in body.parts {
            let change = part.change.array
            switch StoreTag(rawValue: part.store) {
            case .keys: try keys.replay(change, at: sequence)
            case .audit: try audit.replay(change, at: sequence)
            case .data: try data.replay(change, at: sequence)
            case .consent: try consent.replay(change, at: sequence)
            case .access: try policies.replay(change, at: sequence)
            case .incidents: try incidents.replay(change, at: sequence)
            default:
                throw CustodyFilesError(
                    .newerFormat,
                    "commit \(frame.sequence) changes a store that this version does not know; use a newer version")
            }
        }
        if let idempotency = body.idempotency { try coordinator.replay(idempotency, at: sequence) }
    }
}
