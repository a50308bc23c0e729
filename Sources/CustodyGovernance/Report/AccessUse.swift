/// Who used data for what, as the log tells without opening anything.
public struct AccessUse: Hashable, Sendable, Encodable {
    /// Permitted uses by role.
    public var byRole: TimeSeries
    /// Permitted uses by purpose.
    public var byPurpose: TimeSeries
    /// Refusals.
    public var denied: TimeSeries
    /// How many events the log tells altogether.
    public var events: Int

    /// Uses from their parts.
    public init(byRole: TimeSeries, byPurpose: TimeSeries, denied: TimeSeries, events: Int) {
        self.byRole = byRole
        self.byPurpose = byPurpose
        self.denied = denied
        self.events = events
    }
}
