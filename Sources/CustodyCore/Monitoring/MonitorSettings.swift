public import CustodyModel
public import CustodyMonitor

/// What a host says about the monitoring of its log.
public struct MonitorSettings: Sendable {
    /// What is looked for.
    public var configuration: MonitorConfiguration
    /// Where alerts go beside the log.
    public var channels: [any AlertChannel]
    /// Who knows whom, or is whom: an access of a principal to the data of one of these people is an alert.
    public var links: [PrincipalID: [SubjectID]]
    /// In which roles of the policy the log is read to audit it: a reading in another is an alert. Empty when it is not looked at.
    public var auditors: Set<RoleID>
    /// Where what is remembered is kept between two lives of the process; nil when the log is read again from its beginning.
    public var memory: (any MonitorMemory)?

    /// Settings from their parts.
    public init(
        _ configuration: MonitorConfiguration = .standard, channels: [any AlertChannel] = [],
        links: [PrincipalID: [SubjectID]] = [:], auditors: Set<RoleID> = [], memory: (any MonitorMemory)? = nil
    ) {
        self.configuration = configuration
        self.channels = channels
        self.links = links
        self.auditors = auditors
        self.memory = memory
    }
}

/// Keeps what a monitor remembers: sealed bytes, the newest only.
public protocol MonitorMemory: Sendable {
    /// What was kept last; nil when nothing was.
    func load() async throws -> [UInt8]?
    /// Keeps the bytes in the place of those before, wholly or not at all.
    func save(_ bytes: [UInt8]) async throws
}
