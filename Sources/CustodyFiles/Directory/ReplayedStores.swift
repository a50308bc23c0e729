import CustodyAccess
import CustodyAudit
import CustodyConsent
import CustodyCore
import CustodyData
import CustodyIncidents
import CustodyJournal
import CustodyKeys
import CustodyModel

/// The stores of a directory, with the state that their journal replays.
///
/// Each store's state is resident in memory; what makes it last is the coordinator that writes the journal. That is the
/// whole difference to the in-memory form, so that both keep the same promises by the same code.
struct ReplayedStores: Sendable {
    let coordinator: FileCoordinator
    let keys: SlotKeyStore
    let data: InMemoryDataStore
    let consent: InMemoryConsentLedger
    let policies: InMemoryPolicyStorage
    let audit: InMemoryAuditSink
    let incidents: InMemoryIncidentTracker

    init(
        identity: StoreIdentity, system: SystemKeys, slots: any KeySlotStorage, checkpoints: any CheckpointStore,
        coordinator: FileCoordinator, random: any RandomSource
    ) throws {
        self.coordinator = coordinator
        keys = SlotKeyStore(slots: slots, committingTo: coordinator)
        data = InMemoryDataStore(committingTo: coordinator)
        consent = InMemoryConsentLedger(committingTo: coordinator)
        policies = InMemoryPolicyStorage(committingTo: coordinator)
        audit = try InMemoryAuditSink(
            origin: Backends.origin(identity.store), signer: try Backends.auditSigner(identity.store, system),
            checkpoints: checkpoints, random: random, committingTo: coordinator)
        incidents = InMemoryIncidentTracker(committingTo: coordinator)
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
        if let idempotency = body.idempotency { coordinator.replay(idempotency, at: sequence) }
    }
}
