import CustodyModel

/// The laws that a host keeps, and which of them it is under. What applies to a host is the host's to say: the library knows the
/// laws and not the business.
public struct LawBook: Hashable, Sendable {
    /// Why a law was not switched on.
    public enum Refusal: Error, Hashable, Sendable, CustomStringConvertible {
        /// No law of that name is kept.
        case unknown(RegimeID)
        /// The law is not verified: put a checked one in its place, with its source, its mark and the day since when it holds.
        case unverified(RegimeID, [Regime.Shortfall])

        /// In words.
        public var description: String {
            switch self {
            case .unknown(let id): "there is no law '\(id)'; add it first"
            case .unverified(let id, let shortfalls):
                "'\(id)' is not verified (\(shortfalls.map(\.rawValue).joined(separator: ", "))); check it and replace it"
            }
        }
    }

    /// The laws, in their order.
    public private(set) var regimes: [Regime]
    /// Which are switched on.
    public private(set) var switchedOn: Set<RegimeID>

    /// A book of laws. Of two with the same name the later stays.
    ///
    /// - Parameter switchedOn: which are switched on; a law that is not verified stays off.
    public init(_ regimes: [Regime], switchedOn: Set<RegimeID> = []) {
        self.regimes = []
        self.switchedOn = []
        for regime in regimes { put(regime) }
        self.switchedOn = Set(self.regimes.filter { $0.isVerified && switchedOn.contains($0.id) }.map(\.id))
    }

    /// The law of that name.
    public func regime(_ id: RegimeID) -> Regime? { regimes.first { $0.id == id } }

    /// Whether the law is switched on.
    public func isOn(_ id: RegimeID) -> Bool { switchedOn.contains(id) }

    /// Adds a law, or puts it in the place of the one of that name. A law that is not verified is switched off.
    public mutating func put(_ regime: Regime) {
        if let place = regimes.firstIndex(where: { $0.id == regime.id }) {
            regimes[place] = regime
        } else {
            regimes.append(regime)
        }
        if !regime.isVerified { switchedOn.remove(regime.id) }
    }

    /// Switches a law on.
    public mutating func switchOn(_ id: RegimeID) throws(Refusal) {
        guard let regime = regime(id) else { throw .unknown(id) }
        guard regime.isVerified else { throw .unverified(id, regime.shortfalls) }
        switchedOn.insert(id)
    }

    /// Switches a law off.
    public mutating func switchOff(_ id: RegimeID) { switchedOn.remove(id) }

    /// The laws that are switched on, in their order.
    public var active: [Regime] { regimes.filter { switchedOn.contains($0.id) } }

    /// The deadlines under every law that is switched on.
    public func breachDeadlines(
        for moments: TriggerMoments, at place: LegalPlace? = nil, as role: Duty.Role = .controller,
        entities: Set<Duty.Entity> = []
    ) -> [Deadline] {
        active.flatMap { $0.breachDeadlines(for: moments, at: place, as: role, entities: entities) }
    }
}
