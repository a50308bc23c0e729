public import CustodyModel

/// What is to be done about incidents of a kind: a template of tasks. It holds no personal data, and a host keeps its own.
public struct Playbook: Hashable, Sendable, Codable {
    /// From when a task's time runs.
    public enum Anchor: String, Hashable, Sendable, Codable {
        /// From when the task is planned.
        case planned
        /// From when the incident was noticed.
        case noticed
        /// From when we were aware; from when it was noticed while nobody decided.
        case aware
    }

    /// A task of the template.
    public struct Task: Hashable, Sendable, Codable {
        /// What.
        public var title: String
        /// Whose part it is; nil when it is anybody's.
        public var role: ResponseRole?
        /// Whether the incident is not closed before it is settled.
        public var isRequired: Bool
        /// Within how many hours; nil when no time is set.
        public var hours: Int64?
        /// From when they run.
        public var from: Anchor

        /// A task from its parts.
        public init(
            _ title: String, for role: ResponseRole? = nil, isRequired: Bool = true, within hours: Int64? = nil,
            from anchor: Anchor = .planned
        ) {
            self.title = title
            self.role = role
            self.isRequired = isRequired
            self.hours = hours
            from = anchor
        }
    }

    /// What it is called.
    public var name: String
    /// The tasks, in order.
    public var tasks: [Task]

    /// A playbook from its parts.
    public init(_ name: String, _ tasks: [Task]) {
        self.name = name
        self.tasks = tasks
    }

    /// The tasks as they stand for an incident.
    ///
    /// - Parameter seal: seals a text of the incident.
    public func tasks(
        for incident: Incident, plannedAt now: Instant, sealing seal: (String) throws -> SealedValue
    ) rethrows -> [ResponseTask] {
        try tasks.map { task in
            let start =
                switch task.from {
                case .planned: now
                case .noticed: incident.noticedAt
                case .aware: incident.awareAt ?? incident.noticedAt
                }
            return ResponseTask(
                try seal(task.title), for: task.role, isRequired: task.isRequired,
                due: task.hours.map { start.adding(hours: $0) })
        }
    }
}

extension Instant {
    /// So many hours later; the end of time where that is beyond it.
    func adding(hours: Int64) -> Instant {
        let (milliseconds, overflow) = hours.multipliedReportingOverflow(by: 3_600_000)
        return adding(milliseconds: overflow ? (hours < 0 ? .min : .max) : milliseconds)
    }
}
