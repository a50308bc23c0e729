public import CustodyModel

/// An alert on its way to somebody.
public struct AlertNotice: Hashable, Sendable, Codable {
    /// What was found.
    public var alert: MonitorAlert
    /// Which case it belongs to; zero for one that is no more, because the store was put back to an older copy since.
    public var caseNumber: UInt64
    /// How grave the case is by now, or was.
    public var caseScore: Int
    /// The incident that the case was proposed as; nil when it was not, and when the case is no more.
    public var incident: IncidentID?
    /// How many alerts before it this channel was not told of, because it did not keep up; nil for none.
    public var missed: Int?

    /// A notice from its parts.
    public init(alert: MonitorAlert, caseNumber: UInt64, caseScore: Int, incident: IncidentID?, missed: Int? = nil) {
        self.alert = alert
        self.caseNumber = caseNumber
        self.caseScore = caseScore
        self.incident = incident
        self.missed = missed
    }
}

/// Where alerts go. A channel that throws is told to nobody but the monitor's own figures: the alert stands in the log.
public protocol AlertChannel: Sendable {
    /// Tells the channel apart from others, also in the next life of the process, and in the monitor's figures; of several channels of one
    /// name the order counts. The name of the type where nothing else is said. It names no person.
    var name: String { get }

    /// Passes a notice on. It is called for one after another, in the order in which they were found, and nobody waits for it: 1,000 wait
    /// for a channel at most, then the oldest are left out (``AlertNotice/missed``). It should end by itself when the other side does not
    /// answer; its task is cancelled when another monitor is opened.
    ///
    /// What it had not taken when the process died is told by the next monitor that has the memory, to the channel of that name. So a notice
    /// may come twice: an alert that was told before has the same ``MonitorAlert/key``.
    func deliver(_ notice: AlertNotice) async throws
}

extension AlertChannel {
    /// The name of the channel's type.
    public var name: String { "\(type(of: self))" }
}

/// Writes a line for each alert: what and how grave, and nothing that stands for anybody.
public struct LineChannel: AlertChannel {
    private let write: @Sendable (String) -> Void

    /// A channel that hands each line over.
    public init(_ write: @escaping @Sendable (String) -> Void) { self.write = write }

    /// Writes the line.
    public func deliver(_ notice: AlertNotice) {
        let alert = notice.alert
        let number = notice.caseNumber == 0 ? "of a case before the store was put back," : "case \(notice.caseNumber)"
        write(
            "\(alert.at) \(alert.level.rawValue) \(alert.rule)\(alert.detail.map { " (\($0))" } ?? "") \(number) score "
                + "\(notice.caseScore)" + (notice.incident == nil ? "" : " proposed as an incident")
                + (notice.missed.map { ", after \($0) that were left out" } ?? ""))
    }
}
