/// One kind of call of a store, as ``StoreFaults`` knows it.
public struct StoreCall: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The protocol and the method, such as `DataStore.record`.
    public var rawValue: String
    /// Names a kind of call.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The protocol and the method.
    public var description: String { rawValue }

    /// A commit of whatever was staged: ``FaultyCoordinator``.
    public static let commit = StoreCall(rawValue: "CommitCoordinator.commit")
    /// `CommitCoordinator.sequence(of:)`, of a ``FaultyCoordinator``.
    public static let sequence = StoreCall(rawValue: "CommitCoordinator.sequence")
    /// `CommitCoordinator.committed(after:)`, of a ``FaultyCoordinator``.
    public static let committed = StoreCall(rawValue: "CommitCoordinator.committed")
}

extension StoreCall {
    /// The calls of a `DataStore`. A `stage` that is to fail does so when its unit commits, for staging cannot.
    public enum Data {
        /// `stage(_:in:)`.
        public static let stage = StoreCall(rawValue: "DataStore.stage")
        /// `token(for:)`.
        public static let token = StoreCall(rawValue: "DataStore.token")
        /// `identifiers(boundTo:)`.
        public static let indexes = StoreCall(rawValue: "DataStore.indexes")
        /// `identifiers(after:limit:)`.
        public static let identifiers = StoreCall(rawValue: "DataStore.identifiers")
        /// `suppression(for:)`.
        public static let suppression = StoreCall(rawValue: "DataStore.suppression")
        /// `suppressions(after:limit:)`.
        public static let suppressions = StoreCall(rawValue: "DataStore.suppressions")
        /// `record(_:)`.
        public static let record = StoreCall(rawValue: "DataStore.record")
        /// `records(of:name:)`.
        public static let recordsOfSubject = StoreCall(rawValue: "DataStore.records(of:)")
        /// `subjectVersion(_:)`.
        public static let subjectVersion = StoreCall(rawValue: "DataStore.subjectVersion")
        /// `begunErasures()`.
        public static let begunErasures = StoreCall(rawValue: "DataStore.begunErasures")
        /// `records(_:)`.
        public static let query = StoreCall(rawValue: "DataStore.records")
        /// `count(of:)`.
        public static let count = StoreCall(rawValue: "DataStore.count(of:)")
        /// `changeCount()`.
        public static let changeCount = StoreCall(rawValue: "DataStore.changeCount")
        /// `counts()`.
        public static let counts = StoreCall(rawValue: "DataStore.counts")
        /// All of them.
        public static let all = [
            stage, token, indexes, identifiers, suppression, suppressions, record, recordsOfSubject, subjectVersion,
            begunErasures, query, count, changeCount, counts,
        ]
    }

    /// The calls of a `ConsentLedger`.
    public enum Consent {
        /// `stage(_:in:)`.
        public static let stage = StoreCall(rawValue: "ConsentLedger.stage")
        /// `history(of:)`.
        public static let history = StoreCall(rawValue: "ConsentLedger.history")
        /// `notice(_:)`.
        public static let notice = StoreCall(rawValue: "ConsentLedger.notice")
        /// `noticeSummary(_:)`.
        public static let noticeSummary = StoreCall(rawValue: "ConsentLedger.noticeSummary")
        /// `noticeBook()`.
        public static let noticeBook = StoreCall(rawValue: "ConsentLedger.noticeBook")
        /// `consents(_:)`.
        public static let consents = StoreCall(rawValue: "ConsentLedger.consents")
        /// `subjects(after:limit:)`.
        public static let subjects = StoreCall(rawValue: "ConsentLedger.subjects")
        /// `status(of:purpose:at:knownAt:)`.
        public static let status = StoreCall(rawValue: "ConsentLedger.status")
        /// `standing(of:)`.
        public static let standing = StoreCall(rawValue: "ConsentLedger.standing")
        /// `standings(of:)`.
        public static let standings = StoreCall(rawValue: "ConsentLedger.standings")
        /// `changeCount()`.
        public static let changeCount = StoreCall(rawValue: "ConsentLedger.changeCount")
        /// All of them.
        public static let all = [
            stage, history, notice, noticeSummary, noticeBook, consents, subjects, status, standing, standings, changeCount,
        ]
    }

    /// The calls of an `AuditSink`.
    public enum Audit {
        /// `stage(_:in:)`.
        public static let stage = StoreCall(rawValue: "AuditSink.stage")
        /// `stage(registering:system:at:in:)`.
        public static let register = StoreCall(rawValue: "AuditSink.register")
        /// `stage(rotatingTo:by:as:at:in:)`.
        public static let rotate = StoreCall(rawValue: "AuditSink.rotate")
        /// `rotations(_:)`.
        public static let rotations = StoreCall(rawValue: "AuditSink.rotations")
        /// `prunable(_:keptFor:since:at:)`.
        public static let prunable = StoreCall(rawValue: "AuditSink.prunable")
        /// `stage(pruning:in:)`.
        public static let prune = StoreCall(rawValue: "AuditSink.prune")
        /// `removePruned(_:at:)`.
        public static let removePruned = StoreCall(rawValue: "AuditSink.removePruned")
        /// `leafHashes(_:from:limit:)`.
        public static let leafHashes = StoreCall(rawValue: "AuditSink.leafHashes")
        /// `leaves(_:from:limit:)`.
        public static let leaves = StoreCall(rawValue: "AuditSink.leaves")
        /// `vocabulary()`.
        public static let vocabulary = StoreCall(rawValue: "AuditSink.vocabulary")
        /// `entries(_:)`.
        public static let entries = StoreCall(rawValue: "AuditSink.entries")
        /// `rebuildIndex()`.
        public static let rebuildIndex = StoreCall(rawValue: "AuditSink.rebuildIndex")
        /// `status()`.
        public static let status = StoreCall(rawValue: "AuditSink.status")
        /// `checkpoint(_:at:ifDue:)`.
        public static let checkpoint = StoreCall(rawValue: "AuditSink.checkpoint")
        /// `inclusionProof(_:index:size:)`.
        public static let inclusionProof = StoreCall(rawValue: "AuditSink.inclusionProof")
        /// `consistencyProof(_:from:to:)`.
        public static let consistencyProof = StoreCall(rawValue: "AuditSink.consistencyProof")
        /// `verify(opening:)`.
        public static let verify = StoreCall(rawValue: "AuditSink.verify")
        /// All of them.
        public static let all = [
            stage, register, rotate, rotations, prunable, prune, removePruned, leafHashes, leaves, vocabulary, entries,
            rebuildIndex, status, checkpoint, inclusionProof, consistencyProof, verify,
        ]
    }

    /// The calls of an `IncidentTracker`.
    public enum Incidents {
        /// `stage(_:in:)`.
        public static let stage = StoreCall(rawValue: "IncidentTracker.stage")
        /// `incident(_:)`.
        public static let incident = StoreCall(rawValue: "IncidentTracker.incident")
        /// `incidents(openOnly:after:limit:)`.
        public static let incidents = StoreCall(rawValue: "IncidentTracker.incidents")
        /// `deadlines(until:after:limit:)`.
        public static let deadlines = StoreCall(rawValue: "IncidentTracker.deadlines")
        /// All of them.
        public static let all = [stage, incident, incidents, deadlines]
    }

    /// The calls of a `KeyStore`.
    public enum Keys {
        /// `wrapped(_:)`.
        public static let wrapped = StoreCall(rawValue: "KeyStore.wrapped")
        /// `wrapped(of:)`.
        public static let wrappedOfOwner = StoreCall(rawValue: "KeyStore.wrapped(of:)")
        /// `wrapped(ofEach:)`.
        public static let wrappedOfEach = StoreCall(rawValue: "KeyStore.wrapped(ofEach:)")
        /// `destructionCount()`.
        public static let destructionCount = StoreCall(rawValue: "KeyStore.destructionCount")
        /// `live(of:)`.
        public static let live = StoreCall(rawValue: "KeyStore.live")
        /// `stage(inserting:in:)`.
        public static let insert = StoreCall(rawValue: "KeyStore.insert")
        /// `stage(intendingToDestroy:in:)`.
        public static let intend = StoreCall(rawValue: "KeyStore.intend")
        /// `overwrite(_:)`.
        public static let overwrite = StoreCall(rawValue: "KeyStore.overwrite")
        /// `stage(destroyed:in:)`.
        public static let destroyed = StoreCall(rawValue: "KeyStore.destroyed")
        /// `unfinished()`.
        public static let unfinished = StoreCall(rawValue: "KeyStore.unfinished")
        /// `wrappings(after:limit:)`.
        public static let wrappings = StoreCall(rawValue: "KeyStore.wrappings")
        /// `rewrap(_:)`.
        public static let rewrap = StoreCall(rawValue: "KeyStore.rewrap")
        /// `counts()`.
        public static let counts = StoreCall(rawValue: "KeyStore.counts")
        /// All of them.
        public static let all = [
            wrapped, wrappedOfOwner, wrappedOfEach, destructionCount, live, insert, intend, overwrite, destroyed, unfinished,
            wrappings, rewrap, counts,
        ]
    }

    /// The calls of a `KeyProvider`.
    public enum Provider {
        /// `currentVersion()`.
        public static let currentVersion = StoreCall(rawValue: "KeyProvider.currentVersion")
        /// `wrap(_:context:)`.
        public static let wrap = StoreCall(rawValue: "KeyProvider.wrap")
        /// `unwrap(_:context:)`.
        public static let unwrap = StoreCall(rawValue: "KeyProvider.unwrap")
        /// `retire(allBut:)`.
        public static let retire = StoreCall(rawValue: "KeyProvider.retire")
        /// `note(_:)`.
        public static let note = StoreCall(rawValue: "KeyProvider.note")
        /// `notedStores()`.
        public static let notedStores = StoreCall(rawValue: "KeyProvider.notedStores")
        /// `forget(_:)`.
        public static let forget = StoreCall(rawValue: "KeyProvider.forget")
        /// All of them.
        public static let all = [currentVersion, wrap, unwrap, retire, note, notedStores, forget]
    }

    /// The calls of a `RegisterStore` of a backend's own. A `stage` that is to fail does so when its unit commits, for staging cannot.
    public enum Registers {
        /// `stage(appending:over:in:)`.
        public static let stage = StoreCall(rawValue: "RegisterStore.stage")
        /// `scan(_:after:limit:)`.
        public static let scan = StoreCall(rawValue: "RegisterStore.scan")
        /// `snapshot(_:after:limit:)`.
        public static let snapshot = StoreCall(rawValue: "RegisterStore.snapshot")
        /// All of them.
        public static let all = [stage, scan, snapshot]
    }

    /// The calls of a `PolicyStorage`. A `stage` that is to fail does so when its unit commits, for staging cannot.
    public enum Policies {
        /// `stage(_:in:)`.
        public static let stage = StoreCall(rawValue: "PolicyStorage.stage")
        /// `current()`.
        public static let current = StoreCall(rawValue: "PolicyStorage.current")
        /// `history()`.
        public static let history = StoreCall(rawValue: "PolicyStorage.history")
        /// `keys(of:)`.
        public static let keys = StoreCall(rawValue: "PolicyStorage.keys")
        /// `changes()`.
        public static let changes = StoreCall(rawValue: "PolicyStorage.changes")
        /// All of them.
        public static let all = [stage, current, history, keys, changes]
    }
}
