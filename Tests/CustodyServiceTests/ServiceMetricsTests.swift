#if Service
    import Crypto
    import Custody
    import CustodyService
    import CustodyTesting
    import MetricsTestKit
    import ServiceLifecycle
    import ServiceLifecycleTestKit
    import Testing

    @Suite("What a service counts and says")
    struct ServiceMetricsTests {
        private let bed = ServiceBed()

        private func entries(_ action: String, _ decision: String) -> Int64 {
            bed.metrics.counterTotal(
                label: "custody.log.entries", dimensions: [("action", action), ("decision", decision)])
        }

        @Test("The log's own entries are counted, permits and denials apart, from the start of the service to its end")
        func counting() async throws {
            let custodian = try await bed.custodian()
            func collect(_ number: Int) async throws {
                try await custodian.collect(
                    Customer(email: "ada@example.org"), about: SubjectID("c-\(number)"), for: [.customerCare], from: .subject,
                    by: bed.who("importer-1"))
            }
            try await collect(1)
            let service = bed.service(custodian, [Chore("idle", every: .seconds(60)) { _ in 0 }])
            try await testGracefulShutdown { trigger in
                async let running: Void = service.run()
                await bed.clock.asleep()
                try await collect(2)
                for _ in 0..<2 {
                    _ = try await custodian.disclose(
                        SupportView.self, about: "c-1", for: .customerCare, to: bed.who("agent-1"))
                }
                let error = await #expect(throws: CustodianError.self) {
                    _ = try await custodian.disclose(
                        SupportView.self, about: "c-1", for: .customerCare, to: bed.who("importer-1"))
                }
                #expect(error?.code == .denied)
                trigger.triggerGracefulShutdown()
                try await running
            }
            #expect(entries("collect", "permit") == 1)
            #expect(entries("read", "permit") == 2)
            #expect(entries("read", "deny") == 1)
            // To count is no reading of the log.
            #expect(entries("log.read", "none") == 0)
        }

        @Test("A backend that tells of no commits is read again after a pause, and nothing is counted twice")
        func polling() async throws {
            let faults = StoreFaults()
            faults.fail(.committed, with: CommitError(.unsupported, "it tells nobody"))
            let backends = try await Backends.inMemory(controller: "acme", coordinator: FaultyCoordinator(faults: faults))
            let custodian = try await Custodian.open(backends, governance: bed.custodian().governance, clock: bed.time)
            let service = bed.service(custodian)
            try await testGracefulShutdown { trigger in
                async let running: Void = service.run()
                await bed.clock.asleep()
                try await custodian.collect(
                    Customer(email: "ada@example.org"), about: "c-1", for: [.customerCare], from: .subject,
                    by: bed.who("importer-1"))
                await bed.clock.step()
                await bed.clock.step()
                await bed.clock.asleep()
                trigger.triggerGracefulShutdown()
                try await running
            }
            #expect(bed.clock.now.offset == .seconds(3), "one second, then two")
            #expect(entries("collect", "permit") == 1 && bed.failures("log") == 3)
        }

        @Test("The chores of the house remove what is over, keep the certificates, tell what is due, anchor and verify")
        func house() async throws {
            let custodian = try await bed.custodian()
            try await custodian.collect(
                FieldValues(text: ["iban": "GB33BUKB20201555555555"]), as: "customer", about: "c-1", for: [.payment],
                from: .subject, by: bed.who("importer-1"))
            try await custodian.collect(
                Customer(email: "ada@example.org"), about: "c-2", for: [.customerCare], from: .subject,
                by: bed.who("importer-1"))
            _ = try await custodian.receiveRequest(.access, about: "c-2", by: nil)
            bed.time.advance(hours: 3_700 * 24)
            let chores = Chore.house(
                by: { [bed] in bed.who("keeper-1") }, logs: NotedAnchor(bed.diary), erasures: InMemoryErasureAnchor(),
                keeping: { [bed] in bed.diary.note($0.isSigned(by: $0.publicKey) ? "certificate" : "forged") },
                telling: { [bed] due in
                    if let duties = due.duties { bed.diary.note("duties \(duties.count)") }
                    if let answers = due.answers { bed.diary.note("answers \(answers.count)") }
                    if due.findings?.contains(where: { $0.kind == .requestOverdue }) == true { bed.diary.note("overdue") }
                })
            let service = bed.service(custodian, chores)
            try await testGracefulShutdown { trigger in
                async let running: Void = service.run()
                await bed.clock.asleep()
                trigger.triggerGracefulShutdown()
                try await running
            }
            let lines = bed.diary.lines
            #expect(Array(lines.prefix(4)) == ["certificate", "duties 0", "answers 1", "overdue"])
            #expect(lines.contains("anchored") && lines.last == "closed")
            for chore in chores { #expect(bed.failures(chore.name) == 0, "\(chore.name) failed: \(bed.lines)") }
            for (chore, amount) in [("sweep", 1.0), ("anchor-erasures", 1.0), ("deadlines", 0.0), ("requests", 1.0)] {
                #expect(try bed.metrics.expectGauge("custody.chore.amount", [("chore", chore)]).lastValue == amount)
            }
            #expect(Set(chores.map(\.name)).count == chores.count)
        }

        @Test("No identifier, name or token of a person stands in a line of the log, a metric or its dimensions")
        func canary() async throws {
            let canary = PlaintextCanary()
            @Sendable func name(_ id: PrincipalID) -> PrincipalID { PrincipalID(rawValue: canary.value(id.rawValue)) }
            func who(_ id: PrincipalID) -> Principal { bed.who(name(id)) }
            let custodian = try await bed.custodian(who: name)
            let subject = SubjectID(canary.value("id"))
            struct Telling: Error, CustomStringConvertible { let description: String }
            var chores = Chore.house(
                by: { [bed] in bed.who(name("keeper-1")) }, logs: NotedAnchor(bed.diary), erasures: InMemoryErasureAnchor(),
                keeping: { _ in }, telling: { _ in throw Telling(description: canary.email("due")) })
            chores.append(
                Chore("stranger", every: .seconds(60)) { [bed] in
                    try await $0.sweepEverybody(by: bed.who(name("agent-1"))).removed.count
                })
            chores.append(
                Chore("unknown", every: .seconds(60)) { [bed] in
                    _ = try await $0.disclose(
                        SupportView.self, about: SubjectID(canary.value("nobody")), for: .customerCare,
                        to: bed.who(name("agent-1")))
                    return 1
                })
            let service = bed.service(custodian, chores, monitor: try await custodian.monitor(), anchor: NotedAnchor(bed.diary))
            var handles: [[UInt8]] = []
            try await testGracefulShutdown { trigger in
                async let running: Void = service.run()
                await bed.clock.asleep()
                try await custodian.collect(
                    Customer(email: canary.email("ada")), about: subject, for: [.customerCare], from: .subject,
                    by: who("importer-1"))
                _ = try await custodian.disclose(SupportView.self, about: subject, for: .customerCare, to: who("agent-1"))
                _ = await #expect(throws: CustodianError.self) {
                    _ = try await custodian.disclose(SupportView.self, about: subject, for: .customerCare, to: who("lead-1"))
                }
                handles.append(try await custodian.token(of: subject, by: nil).handle.bytes)
                let key = Curve25519.Signing.PrivateKey()
                try await custodian.enroll(
                    publicKey: Bytes([UInt8](key.publicKey.rawRepresentation)), of: name("lead-1"), by: nil)
                let plan = try await custodian.planErasure(of: subject, ground: .noLongerNecessary, by: who("keeper-1"))
                let approval = try await custodian.approve(plan, by: who("lead-1"), signingWith: key)
                _ = try await custodian.execute(plan, approval: approval, by: who("keeper-1"))
                await bed.clock.step()
                await bed.clock.asleep()
                trigger.triggerGracefulShutdown()
                try await running
            }
            #expect(bed.failures("stranger") == 2 && bed.failures("unknown") == 2 && bed.failures("deadlines") == 1)
            #expect(bed.metrics.counterTotal(label: "custody.log.entries", dimensions: [("action", "erase.execute")]) > 0)
            let said = bed.lines + [bed.metrics.description, "\(service)"]
            #expect(bed.lines.count > 10 && bed.metrics.description.contains("custody.chore.duration"))
            let tokens = PlaintextCanary(watching: handles)
            for line in said {
                try canary.scan(Array(line.utf8), at: "what was said")
                try tokens.scan(Array(line.utf8), at: "what was said")
            }
        }
    }
#endif
