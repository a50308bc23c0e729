#if Service
    import Custody
    import CustodyService
    import CustodyTesting
    import Foundation
    import MetricsTestKit
    import ServiceLifecycle
    import ServiceLifecycleTestKit
    import Synchronization
    import Testing

    @Suite("A custodian in a group of services")
    struct CustodianServiceTests {
        /// An error of a host, whose text names somebody.
        private struct Lost: Error, CustomStringConvertible {
            var description: String { "no room for ada@example.org" }
        }

        /// Fails to keep anything the first time.
        private final class Memory: MonitorMemory {
            struct Full: Error {}
            private let attempts = Mutex(0)
            private let kept: AsyncStream<Void>.Continuation

            init(_ kept: AsyncStream<Void>.Continuation) { self.kept = kept }

            func load() async throws -> [UInt8]? { nil }
            func save(_ bytes: [UInt8]) async throws {
                let attempt = attempts.withLock { attempts in
                    attempts += 1
                    return attempts
                }
                if attempt == 1 { throw Full() }
                kept.yield()
            }
        }

        private let bed = ServiceBed()

        private func chore(_ name: StaticString, every interval: Duration) -> Chore {
            Chore(name, every: interval) { [bed] _ in
                bed.diary.note("\(name)")
                return 2
            }
        }

        @Test("Chores are done at the start in the order given, and each again an interval after the start of its last time")
        func order() async throws {
            let service = bed.service(
                try await bed.custodian(),
                [
                    chore("two", every: .seconds(7200)), chore("one", every: .seconds(3600)),
                    chore("one more", every: .seconds(3600)),
                ])
            try await testGracefulShutdown { trigger in
                async let running: Void = service.run()
                await bed.clock.asleep()
                #expect(bed.diary.lines == ["two", "one", "one more"])
                await bed.clock.step()
                await bed.clock.asleep()
                #expect(bed.clock.now.offset == .seconds(3600))
                #expect(bed.diary.lines.dropFirst(3) == ["one", "one more"])
                await bed.clock.step()
                await bed.clock.asleep()
                #expect(bed.diary.lines.dropFirst(5) == ["two", "one", "one more"])
                trigger.triggerGracefulShutdown()
                try await running
            }
            #expect(bed.diary.lines.last == "closed")
            #expect(try bed.metrics.expectGauge("custody.chore.amount", [("chore", "one")]).lastValue == 2)
            #expect(try bed.metrics.expectTimer("custody.chore.duration", [("chore", "one")]).values.count == 3)
        }

        @Test("An interval is a second at least and a year at most")
        func intervals() {
            #expect(chore("now", every: .zero).interval == .seconds(1))
            #expect(chore("now", every: .seconds(-5)).interval == .seconds(1))
            #expect(chore("never", every: .seconds(Int64.max)).interval == .seconds(366 * 86_400))
        }

        @Test("A chore that fails holds up no other, is counted and logged, and done again; a host's own text is not logged")
        func failing() async throws {
            let service = bed.service(
                try await bed.custodian(),
                [
                    Chore("lost", every: .seconds(60)) { _ in throw Lost() },
                    Chore("denied", every: .seconds(60)) { [bed] in try await $0.liftSuppressions(by: bed.who("agent-1")) },
                    // Its own doing: nobody cancelled the service.
                    Chore("given up", every: .seconds(60)) { _ in throw CancellationError() },
                    chore("good", every: .seconds(60)),
                ])
            try await testGracefulShutdown { trigger in
                async let running: Void = service.run()
                await bed.clock.asleep()
                #expect(bed.diary.lines == ["good"])
                await bed.clock.step()
                await bed.clock.asleep()
                trigger.triggerGracefulShutdown()
                try await running
            }
            #expect(bed.diary.lines == ["good", "good", "closed"])
            for part in ["lost", "denied", "given up"] { #expect(bed.failures(part) == 2) }
            #expect(bed.failures("good") == 0 && bed.failures("close") == 0)
            let errors = bed.logged.entries.filter { $0.level == .error }
            #expect(errors.count == 6 && errors.allSatisfy { $0.error == nil })
            #expect(errors.first?.metadata == ["part": "lost", "error": "Lost"])
            #expect(errors.dropFirst().first?.metadata["code"] == "denied")
            #expect(!bed.lines.contains { $0.contains("ada") })
        }

        @Test("At a graceful shutdown the chore at work ends and none is begun; then come the gap, the anchor and the end")
        func graceful() async throws {
            let custodian = try await bed.custodian()
            let (begun, begin) = AsyncStream<Void>.makeStream()
            let (gate, open) = AsyncStream<Void>.makeStream()
            let service = bed.service(
                custodian,
                [
                    Chore("long", every: .seconds(60)) { [bed] custodian in
                        begin.yield()
                        for await _ in gate { break }
                        // Not while it runs, since what the log takes next would tell the gap.
                        bed.coordinator.fail()
                        _ = try? await custodian.disclose(
                            SupportView.self, about: "c-1", for: .customerCare, to: bed.who("agent-1"))
                        bed.diary.note(Task.isCancelled ? "cancelled" : "ended")
                        return 1
                    }, chore("next", every: .seconds(60)),
                ], monitor: try await custodian.monitor(), anchor: NotedAnchor(bed.diary))
            try await custodian.collect(
                Customer(email: "ada@example.org"), about: "c-1", for: [.customerCare], from: .subject,
                by: bed.who("importer-1"))
            try await testGracefulShutdown { trigger in
                async let running: Void = service.run()
                for await _ in begun { break }
                trigger.triggerGracefulShutdown()
                open.yield()
                try await running
            }
            let lines = bed.diary.lines
            #expect(lines.first == "ended" && lines.last == "closed" && !lines.contains("next"))
            let gap = try #require(lines.firstIndex { $0.hasPrefix("gap of") })
            let anchored = try #require(lines.firstIndex(of: "anchored"))
            #expect(gap < anchored)
        }

        @Test("What fails at the end is thrown, and the custodian is closed all the same", arguments: [false, true])
        func endings(isLost: Bool) async throws {
            let service = bed.service(try await bed.custodian(), anchor: NotedAnchor(bed.diary, isLost: isLost))
            await testGracefulShutdown { trigger in
                trigger.triggerGracefulShutdown()
                if isLost {
                    await #expect(throws: NotedAnchor.Lost.self) { try await service.run() }
                } else {
                    await #expect(throws: Never.self) { try await service.run() }
                }
            }
            #expect(bed.diary.lines.last == "closed" && bed.failures("anchor") == (isLost ? 1 : 0))
        }

        @Test("On files later calls fail, and the house can be opened again")
        func files() async throws {
            let place = FileManager.default.temporaryDirectory.appending(path: "custody-service-\(UUID().uuidString)").path
            defer { try? FileManager.default.removeItem(atPath: place) }
            let keys = LocalKeyProvider.ephemeral()
            let governance = try await bed.custodian().governance
            let custodian = try await Custodian.open(at: place, governance: governance, keys: keys, clock: bed.time)
            let service = bed.service(custodian, [chore("one", every: .seconds(60))])
            try await testGracefulShutdown { trigger in
                async let running: Void = service.run()
                await bed.clock.asleep()
                trigger.triggerGracefulShutdown()
                try await running
            }
            await #expect(throws: CustodianError.self) { try await custodian.recordGap(gap, by: nil) }
            let again = try await Custodian.open(at: place, keys: keys, clock: bed.time)
            try await again.recordGap(gap, by: nil)
            #expect(try await again.verify().isIntact)
            try await again.close()
        }

        private var gap: AuditGap { AuditGap(dropped: 1, from: bed.time.now(), to: bed.time.now()) }

        @Test("When the task is cancelled so is the chore at work, and the custodian is closed")
        func cancellation() async throws {
            let custodian = try await bed.custodian()
            let (begun, begin) = AsyncStream<Void>.makeStream()
            let (gate, open) = AsyncStream<Void>.makeStream()
            defer { open.finish() }
            let service = bed.service(
                custodian,
                [
                    Chore("endless", every: .seconds(60)) { _ in
                        begin.yield()
                        for await _ in gate {}
                        try Task.checkCancellation()
                        return 0
                    }, chore("next", every: .seconds(60)),
                ], monitor: try await custodian.monitor())
            let running = Task { try await service.run() }
            for await _ in begun { break }
            running.cancel()
            await #expect(throws: CancellationError.self) { try await running.value }
            #expect(bed.diary.lines == ["closed"] && bed.failures("endless") == 0)
            #expect(!bed.logged.entries.contains { $0.level == .error })
        }

        @Test("A monitor that fails is counted, logged, and begun again after a pause")
        func monitor() async throws {
            let custodian = try await bed.custodian()
            let (kept, keep) = AsyncStream<Void>.makeStream()
            let service = bed.service(
                custodian, monitor: try await custodian.monitor(MonitorSettings(memory: Memory(keep))))
            try await testGracefulShutdown { trigger in
                async let running: Void = service.run()
                await bed.clock.asleep()
                #expect(bed.failures("monitor") == 1)
                await bed.clock.step()
                #expect(bed.clock.now.offset == .seconds(1))
                for await _ in kept { break }
                trigger.triggerGracefulShutdown()
                try await running
            }
            #expect(bed.failures("monitor") == 1 && bed.diary.lines == ["closed"])
            #expect(bed.lines.contains { $0.hasPrefix("error") && $0.contains("notRecorded") })
        }

        @Test("A group that writes its services into its log writes the name of this one alone")
        func description() async throws {
            let service = bed.service(try await bed.custodian(), anchor: NotedAnchor(bed.diary))
            #expect("\(service)" == "CustodianService")
        }
    }
#endif
