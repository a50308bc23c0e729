public import CustodyMonitor

/// What the rules make of a log that is read again.
public struct MonitorReplay: Sendable {
    /// How many events there were.
    public var events = 0
    /// What was found, in shadow too.
    public var alerts: [MonitorAlert] = []
    /// Tells states apart when two replays are compared.
    public var stateHash: UInt64 = 0
}
