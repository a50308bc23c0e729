import CustodyMonitor

/// An alert that is to be recorded and told.
struct FoundAlert: Sendable {
    let alert: MonitorAlert
    /// Whether this monitor found it in the log. Otherwise another system handed it in, or it waited with a monitor before this
    /// one, which told nobody of what waited.
    let isFromLog: Bool
}
