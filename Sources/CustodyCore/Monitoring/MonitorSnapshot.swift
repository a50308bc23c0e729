import CustodyKeys
import CustodyModel
import CustodyMonitor

/// What a monitor remembers, as it is kept: sealed under the store's own key for text.
struct MonitorSnapshot: Codable {
    private var state: Bytes
    var book: AlertBook
    var waiting: [MonitorAlert]
    /// What other systems handed in and somebody was told of; nil for nothing, and in what was kept before that was.
    var signals: ToldSignals?
    private var settings: MonitorConfiguration
    /// In which roles the log was read to audit it; nil in what was kept before that was.
    var auditors: Set<RoleID>?
    /// What channels had not taken; nil when they had taken everything, and in what was kept before that was.
    var undelivered: [ChannelBacklog]?

    init(
        engine: MonitorEngine, book: AlertBook, waiting: [MonitorAlert], signals: ToldSignals, auditors: Set<RoleID>,
        undelivered: [ChannelBacklog]
    ) {
        state = Bytes(engine.state())
        self.book = book
        self.waiting = waiting
        self.signals = signals.isEmpty ? nil : signals
        settings = engine.configuration
        self.auditors = auditors
        self.undelivered = undelivered.isEmpty ? nil : undelivered
    }

    private enum CodingKeys: String, CodingKey {
        case state = "s"
        case book = "b"
        case waiting = "w"
        case signals = "t"
        case settings = "c"
        case auditors = "a"
        case undelivered = "u"
    }

    /// Under which settings it was made.
    var configuration: MonitorConfiguration { settings }

    private static let place = Sealer.Place.text("monitor/state")

    func sealed(_ custodian: Custodian) throws -> [UInt8] {
        let system = custodian.system
        return try CBOR.encode(
            custodian.sealer.seal(CBOR.encode(self), with: system.text, id: SystemKeys.textID, at: Self.place))
    }

    /// What was kept.
    ///
    /// - Throws: ``CustodianError`` with `integrity` when it is not this store's, or was altered.
    static func opened(_ bytes: [UInt8], _ custodian: Custodian) throws -> MonitorSnapshot {
        do {
            let sealed = try CBOR.decode(SealedValue.self, from: bytes)
            return try CBOR.decode(
                MonitorSnapshot.self, from: custodian.sealer.open(sealed, with: custodian.system.text, at: place))
        } catch {
            throw CustodianError(
                .integrity,
                "what the monitor remembers is not this store's or was altered; remove it and the log is read again")
        }
    }

    /// The engine as it was; nil when it was made with other windows, so that the log has to be read again.
    func engine(_ configuration: MonitorConfiguration) throws -> MonitorEngine? {
        do throws(MonitorError) { return try MonitorEngine(configuration, restoring: state.array) } catch {
            guard error.code == .otherConfiguration else { throw error }
            return nil
        }
    }
}
