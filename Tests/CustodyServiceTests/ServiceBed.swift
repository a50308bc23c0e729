#if Service
    import Custody
    import CustodyService
    import CustodyTesting
    import InMemoryLogging
    import Logging
    import MetricsTestKit
    import Synchronization

    struct Customer: PersonalRecord {
        static let schema = RecordSchema("customer") {
            Field("email", .emailAddress, for: [.customerCare])
            Field("iban", .bankAccount, for: [.payment], retain: .years(10, after: .collection))
        }
        var email: String
        var iban: String?
    }

    struct SupportView: PersonalView {
        typealias Record = Customer
        let email: String
    }

    /// What happened, in order.
    final class Diary: Sendable {
        private let kept = Mutex<[String]>([])
        var lines: [String] { kept.withLock { $0 } }
        func note(_ line: String) { kept.withLock { $0.append(line) } }
    }

    /// An anchor that a diary tells of.
    struct NotedAnchor: AnchorSink {
        struct Lost: Error {}
        let diary: Diary
        var isLost = false
        private let kept = InMemoryAnchor()

        init(_ diary: Diary, isLost: Bool = false) { (self.diary, self.isLost) = (diary, isLost) }

        func held(origin: String) async throws -> [SignedNote] { kept.held(origin: origin) }
        func publish(_ update: CheckpointUpdate) async throws -> [NoteSignature] {
            if isLost { throw Lost() }
            diary.note("anchored")
            return try kept.publish(update)
        }
    }

    /// What a test of a service turns and reads.
    struct ServiceBed: Sendable {
        let clock = SteppedClock()
        let time = ManualClock()
        let metrics = TestMetrics()
        let diary = Diary()
        let coordinator = FaultyCoordinator()
        let logged = InMemoryLogHandler()

        var logger: Logger {
            var logger = Logger(label: "test") { _ in logged }
            logger.logLevel = .trace
            return logger
        }

        func who(_ id: PrincipalID) -> Principal {
            Principal(id, Authentication(.workload, at: time.now(), by: "test", level: 2))
        }

        /// A custodian in memory, whose closing is noted.
        func custodian(who names: (PrincipalID) -> PrincipalID = { $0 }) async throws -> Custodian {
            let (importer, agent) = (names("importer-1"), names("agent-1"))
            let (keeper, lead) = (names("keeper-1"), names("lead-1"))
            let policy = try RolePolicy(controller: "acme") {
                Declare(.customerCare, on: .contract)
                Declare(.payment, on: .contract)
                Role("import") { Allow(.collect, [.contact, .financial], for: [.customerCare, .payment]) }
                Role("support") { Allow(.read, [.contact], for: [.customerCare]) }
                Role("keeper") { Allow([.planErasure, .executeErasure, .handleRequest, .drawReport], []) }
                Role("lead") { Allow(.approveErasure, []) }
                Assign(importer, to: "import")
                Assign(agent, to: "support")
                Assign(keeper, to: "keeper")
                Assign(lead, to: "lead")
            }
            var backends = try await Backends.inMemory(controller: "acme", coordinator: coordinator)
            backends.close = { [diary] in diary.note("closed") }
            return try await Custodian.open(
                backends,
                governance: Governance(
                    policy: policy, records: [Customer.schema],
                    logRetention: LogRetention(evidence: .years(10), access: .months(12))), clock: time)
        }

        /// A service that notes the gap which it hands over.
        func service(
            _ custodian: Custodian, _ chores: [Chore] = [], monitor: LogMonitor? = nil, anchor: (any AnchorSink)? = nil
        ) -> CustodianService {
            CustodianService(
                custodian, chores: chores, monitor: monitor, anchor: anchor, logger: logger, metrics: metrics, clock: clock
            ) { [diary] gap in diary.note("gap of \(gap.dropped)") }
        }

        /// How often a part failed.
        func failures(_ part: String) -> Int64 {
            metrics.counterTotal(label: "custody.failures", dimensions: [("part", part)])
        }

        /// What was logged, a line each, with everything that stands beside the message.
        var lines: [String] {
            logged.entries.map { "\($0.level) \($0.message) \($0.metadata) \(String(describing: $0.error))" }
        }
    }
#endif
