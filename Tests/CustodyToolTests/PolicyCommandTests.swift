import Foundation
import Testing

@Suite("Policy documents and grants at the terminal")
struct PolicyCommandTests {
    private static let policy = """
        {
          "controller": "c",
          "purposes": [{"purpose": "care", "basis": "gdpr:6(1)(b)"}],
          "roles": [
            {"id": "agent", "rules": [{"allow": ["read"], "categories": ["contact"], "purposes": ["care"]}]},
            {"id": "head", "inherits": ["agent"], "rules": [
              {"allow": ["read"], "categories": ["financial"], "purposes": ["care"], "when": [{"assurance": 2}]}]}
          ],
          "principals": [{"id": "ann", "roles": ["agent"]}, {"id": "bob", "roles": ["head"]}]
        }
        """

    private func place() throws -> String { try Scratch.directory().path }

    private func write(_ text: String, _ name: String, in place: String) throws -> String {
        let path = place + "/" + name
        try Data(text.utf8).write(to: URL(filePath: path))
        return path
    }

    @Test("a document is checked, explained, compared and asked")
    func documents() async throws {
        let place = try place()
        defer { try? FileManager.default.removeItem(atPath: place) }
        let policy = try write(Self.policy, "policy.json", in: place)
        let valid = try await Tool.run(["policy", "validate", policy])
        #expect(valid.status == 0 && valid.output.contains("the policy can be used"), "\(valid.all)")
        let who = try await Tool.run(["policy", "who-can", policy, "--action", "read", "--category", "contact.email"])
        #expect(who.status == 0 && who.output.contains("ann") && who.output.contains("head → agent"), "\(who.all)")
        let what = try await Tool.run(["policy", "what-can", policy, "--principal", "bob"])
        #expect(what.status == 0 && what.output.contains("may read financial for care, when authentication"), "\(what.all)")
        let why = try await Tool.run([
            "policy", "explain", policy, "--principal", "bob", "--action", "read", "--purpose", "care", "--categories",
            "financial", "--level", "1",
        ])
        #expect(why.status == 0 && why.output.contains("authenticate at level 2"), "\(why.all)")
        let other = try write(
            Self.policy.replacing(#""categories": ["contact"]"#, with: #""categories": ["contact.email"]"#), "new.json",
            in: place)
        let diff = try await Tool.run(["policy", "diff", policy, other])
        #expect(diff.status == 0 && diff.output.contains("- ann read contact for care"), "\(diff.all)")
        #expect(!diff.output.contains("+ "), "\(diff.all)")
        let same = try await Tool.run(["policy", "diff", policy, policy])
        #expect(same.output.contains("nobody may do more or less"))
    }

    @Test("a table of expectations passes or fails, and a failing one ends with 1")
    func tables() async throws {
        let place = try place()
        defer { try? FileManager.default.removeItem(atPath: place) }
        let policy = try write(Self.policy, "policy.json", in: place)
        let good = """
            [
              {"principal": "ann", "action": "read", "purpose": "care", "categories": ["contact.email"], "expect": "permitted"},
              {"principal": "ann", "action": "read", "purpose": "care", "categories": ["financial"], "expect": "denied",
               "reason": "noRule"},
              {"principal": "bob", "action": "read", "purpose": "care", "categories": ["financial"], "level": 2,
               "expect": "permitted"}
            ]
            """
        let passed = try await Tool.run(["policy", "test", policy, try write(good, "good.json", in: place)])
        #expect(passed.status == 0 && passed.output.contains("all 3 expectations hold"), "\(passed.all)")
        for (name, reason) in [("nan", "unknownPrincipal"), ("ann", "purposeNotDeclared")] {
            let misspelt = """
                [{"principal": "\(name)", "action": "read", "purpose": "\(name == "ann" ? "cure" : "care")", "expect": "denied"}]
                """
            let run = try await Tool.run(["policy", "test", policy, try write(misspelt, "misspelt.json", in: place)])
            #expect(run.status == 1 && run.errors.contains(reason), "a misspelt name is no denial: \(run.all)")
            let meant = misspelt.replacing("\"denied\"", with: "\"denied\", \"reason\": \"\(reason)\"")
            #expect(try await Tool.run(["policy", "test", policy, try write(meant, "meant.json", in: place)]).status == 0)
        }
        let bad = good.replacing(#""level": 2,"#, with: "")
        let failed = try await Tool.run(["policy", "test", policy, try write(bad, "bad.json", in: place)])
        #expect(failed.status == 1 && failed.errors.contains("[2]"), "\(failed.all)")
    }

    @Test("a role is granted, listed, reviewed and revoked, and refusals are told apart from mistakes")
    func grants() async throws {
        let bench = try Workbench.empty()
        var policy = try String(contentsOfFile: Workbench.example("policy.json"), encoding: .utf8)
        policy = policy.replacing(
            #""roles": ["#,
            with: #""roles": [{"id": "admin", "rules": [{"allow": ["access.change", "access.review", "access.breakGlass"]}]},"#
                + #"{"id": "second", "rules": [{"allow": ["access.review", "access.approveBulk"]}]},"#,
            maxReplacements: 1)
        policy = policy.replacing(
            #""principals": ["#,
            with:
                #""principals": [{"id": "admin-1", "roles": ["admin"]}, {"id": "second-1", "roles": ["second"]}, {"id": "new-1", "roles": []},"#
        )
        let made = try await bench.tool(bench.making(policy: try bench.write("policy.json", policy)))
        try #require(made.status == 0, "\(made.all)")
        func access(_ verb: String, _ arguments: String...) async throws -> Tool.Run {
            try await bench.tool(["access", verb, bench.store] + arguments)
        }
        func grant(_ role: String, by: String, _ more: String...) async throws -> Tool.Run {
            try await bench.tool(
                [
                    "access", "grant", bench.store, "--grant", "g1", "--role", role, "--to", "new-1", "--reason", "joins",
                    "--as", by,
                ]
                    + more)
        }
        #expect(try await grant("support", by: "support-1").status == 1)
        #expect(try await grant("none", by: "admin-1").status == 2)
        #expect(try await grant("support", by: "admin-1", "--until", "2001-01-01").status == 2)
        let granted = try await grant("support", by: "admin-1")
        #expect(granted.status == 0 && granted.output.contains("granted: support to new-1"), "\(granted.all)")
        #expect(try await grant("support", by: "admin-1").status == 2)
        #expect(try await access("list").output.contains("g1  new-1 holds support"))
        #expect(try await access("list", "--at", "2001-01-01").status == 2)
        func review(_ arguments: String..., by reviewer: String = "admin-1") async throws -> Tool.Run {
            try await bench.tool(
                ["access", "review", bench.store, "--campaign", "q1", "--reason", "quarter", "--as", reviewer] + arguments)
        }
        #expect(try await review("--open", "9999-01-01").status == 0)
        #expect(try await review("--keep", "g9").status == 2)
        let own = try await review("--keep", "admin-1:admin")
        #expect(own.status == 2 && own.errors.contains("nobody reviews what they hold"), "\(own.all)")
        #expect(try await review("--keep", "admin-1:admin", by: "second-1").status == 0)
        let campaign = try await access("list", "--campaign", "q1")
        #expect(campaign.output.contains("admin-1:admin  admin-1 holds admin (1 rules): kept"), "\(campaign.all)")
        #expect(campaign.output.contains("second-1:second  second-1 holds second (1 rules): not decided"), "\(campaign.all)")
        let early = try await review("--close")
        #expect(early.status == 2 && early.errors.contains("there is time until 9999-01-01"), "\(early.all)")
        #expect(try await !access("list").output.contains("suspended"))
        #expect(try await review("--end", "second-1:second").status == 0)
        // Everything else is kept: each line begins with the name of the holding.
        for line in campaign.output.split(separator: "\n") where line.hasSuffix(": not decided") {
            let name = String(line.prefix { $0 != " " })
            guard name != "second-1:second" else { continue }
            let kept = try await review("--keep", name)
            #expect(kept.status == 0, "\(kept.all)")
        }
        let closed = try await review("--close")
        #expect(closed.status == 0, "\(closed.all)")
        let left = try await access("list")
        #expect(left.output.contains("g1  new-1 holds support\n"), "\(left.all)")
        #expect(left.output.contains("second-1:second  of the document, suspended"), "\(left.all)")
        #expect(try await access("revoke", "--grant", "g1", "--reason", "leaves", "--as", "admin-1").status == 0)
        #expect(try await access("revoke", "--grant", "g1", "--reason", "leaves", "--as", "admin-1").status == 2)
        #expect(try await access("list").output.contains("0 grants"))
        try await bench.requireUnharmed()
    }

    @Test("a ticket, an approval and the policy of an earlier day at the terminal")
    func lettingIn() async throws {
        let bench = try Workbench.empty()
        var policy = try String(contentsOfFile: Workbench.example("policy.json"), encoding: .utf8)
        policy = policy.replacing(
            #""roles": ["#,
            with: #""roles": [{"id": "doctor", "rules": [{"allow": ["access.breakGlass"]}]},"#
                + #"{"id": "second", "rules": [{"allow": ["access.review", "access.approveBulk"]}]},"#, maxReplacements: 1)
        policy = policy.replacing(
            #""principals": ["#,
            with: #""principals": [{"id": "doctor-1", "roles": ["doctor"]}, {"id": "second-1", "roles": ["second"]},"#)
        let made = try await bench.tool(bench.making(policy: try bench.write("policy.json", policy)))
        try #require(made.status == 0, "\(made.all)")
        func access(_ verb: String, _ arguments: String...) async throws -> Tool.Run {
            try await bench.tool(["access", verb, bench.store] + arguments)
        }
        let keyFile = bench.place.appending(path: "second.key").path
        #expect(try await bench.tool("principal", "keygen", "--output", keyFile).status == 0)
        let approval = [
            "access", "approve", bench.store, "--to", "support-1", "--records", "500", "--until", "9999-01-01", "--reason",
            "recall", "--sign-with", keyFile, "--as",
        ]
        let stranger = try await bench.tool(approval + ["second-1"])
        #expect(stranger.status == 1 && stranger.errors.contains("not enrolled"), "\(stranger.all)")
        let enrolled = try await bench.tool(
            "principal", "enroll", bench.store, "second-1", "--public-key", keyFile + ".pub")
        #expect(enrolled.status == 0, "\(enrolled.all)")
        #expect(try await bench.tool(approval + ["second-1"]).output.contains("approved: 500 records"))
        #expect(try await bench.tool(approval + ["doctor-1"]).status == 1)
        func ticket(_ name: String, _ minutes: String, _ more: String...) async throws -> Tool.Run {
            try await bench.tool(
                [
                    "access", "ticket", bench.store, "--ticket", name, "--categories", "contact", "--minutes", minutes,
                    "--reason", "unconscious", "--as", "doctor-1",
                ] + more)
        }
        #expect(try await ticket("t1", "481").errors.contains("up to 8 hours"))
        #expect(try await ticket("t1", "60", "--agreed-by", "second-1").status == 2)
        let opened = try await ticket("t1", "60", "--agreed-by", "second-1", "--sign-with", keyFile)
        #expect(opened.status == 0 && opened.output.contains("an incident"), "\(opened.all)")
        #expect(try await ticket("t2", "60").errors.contains("must be reviewed"))
        #expect(try await access("list").output.contains("t1  ticket of doctor-1"))
        let seen = try await access("review", "--ticket", "t1", "--reason", "was needed", "--as", "second-1")
        #expect(seen.status == 0, "\(seen.all)")
        #expect(try await ticket("t2", "60").status == 0)
        let now = try await access("policy")
        let printed = try bench.write("printed.json", now.output)
        #expect(try await Tool.run(["policy", "validate", printed]).status == 0)
        let diff = try await Tool.run(["policy", "diff", printed, bench.place.appending(path: "policy.json").path])
        #expect(diff.output.contains("nobody may do more or less"), "\(diff.all)")
        #expect(try await access("policy", "--at", "2001-05-03").errors.contains("no policy then"))
        try await bench.requireUnharmed()
    }

    @Test("bad input to policy commands ends with 2 and a clear error")
    func badInput() async throws {
        let place = try place()
        defer { try? FileManager.default.removeItem(atPath: place) }
        let policy = try write(Self.policy, "policy.json", in: place)
        let cycle = try write(
            Self.policy.replacing(#"{"id": "agent","#, with: #"{"id": "agent", "inherits": ["head"],"#), "cycle.json", in: place
        )
        let question = #"[{"principal": "ann", "action": "read", "expect": "permitted"}]"#
        func table(_ text: String) throws -> String { try write(text, "\(UUID().uuidString).json", in: place) }
        let cases: [([String], String)] = [
            (["policy", "validate", place + "/none.json"], "unreadableFile"),
            (["policy", "validate", try write("{", "broken.json", in: place)], "malformedDocument"),
            (["policy", "validate", cycle], "inheritanceCycle"), (["policy", "diff", policy, cycle], "inheritanceCycle"),
            (["policy", "test", cycle, try table(question)], "circle"),
            (["policy", "test", policy, try table("[]")], "expects nothing"),
            (["policy", "test", policy, try table("{}")], "malformedTable"),
            (["policy", "test", policy, try table(question.replacing("expect", with: "expects"))], "expects"),
            (["policy", "test", policy, try table(question.replacing("permitted", with: "maybe"))], "malformedTable"),
            (
                ["policy", "test", policy, try table(question.replacing("\"expect\"", with: "\"records\": 0, \"expect\""))],
                "least"
            ),
            (
                ["policy", "test", policy, try table(question.replacing("read", with: "reed"))], "no such action"
            ),
            (
                [
                    "policy", "test", policy,
                    try table(question.replacing("\"expect\"", with: "\"categories\": [\"a b\"], \"expect\"")),
                ], "no category"
            ),
            (["policy", "explain", policy, "--principal", "ann", "--action", "reed"], "no such action"),
            (["policy", "explain", policy, "--principal", "ann", "--action", "read", "--level", "9"], "0 to 3"),
            (["policy", "who-can", policy, "--action", "read", "--category", "a b"], "no category"),
            (["policy", "who-can", policy, "--action", "reed"], "no such action"),
            (["policy", "who-can", policy, "--action", "read", "--purpose", "none"], "unknownPurpose"),
            (["policy", "what-can", policy, "--principal", "nobody"], "unknownPrincipal"),
            (["policy", "explain", policy, "--principal", "ann", "--action", "read", "--at", "noon"], "--at <time>"),
            (["access", "review", place, "--reason", "r", "--as", "ann"], "exactly one"),
            (["access", "review", place, "--close", "--reason", "r", "--as", "ann"], "--campaign"),
            (["access", "list", place], "Store"),
            (["access", "grant", place, "--role", "agent", "--to", "ann", "--reason", "r"], "--grant"),
            (
                [
                    "access", "grant", place, "--grant", "g", "--role", "agent", "--to", "ann", "--reason", "r", "--as", "bob",
                    "--until", "noon",
                ], "--until <time>"
            ),
            (["access", "revoke", place, "--reason", "r", "--as", "ann"], "--grant"),
            (["access", "revoke", place, "--grant", "g", "--reason", "r", "--as", "ann"], "Store"),
        ]
        for (arguments, word) in cases {
            let run = try await Tool.run(arguments)
            #expect(run.status == 2 && !run.wasSignalled, "\(arguments): \(run.all)")
            #expect(run.all.localizedCaseInsensitiveContains(word), "\(arguments): \(run.all)")
        }
    }
}
