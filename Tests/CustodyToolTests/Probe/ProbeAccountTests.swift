import Testing

@Suite("What a probe said against what was found")
struct ProbeAccountTests {
    private static let said = """
        opened 0
        try commit 1
        ack commit 1
        try commit 2
        ack commit 2
        try checkpoint 2
        ack checkpoint 2
        try slot 7
        ack slot 7
        try commit 3
        fail commit 3 notWritten
        try commit 4
        """

    @Test(
        "agrees with what a whole journal holds",
        arguments: ["restored 2\nslot 7 7\nclean false\nclosed", "restored 2\nslot 7 7\nslot 0 0\nclean false\nclosed"])
    func agrees(_ found: String) throws {
        #expect(try Self.complaints(found) == [])
    }

    @Test(
        "notices what is lost, invented, out of order or torn",
        arguments: [
            "frame 1\nslot 7 7\nclosed",
            "slot 7 7\nclosed",
            "frame 2\nslot 7 7\nclosed",
            "frame 1\nframe 2\nslot 7 7\nclosed",
            "restored 1\nframe 2\nslot 7 7\nclosed",
            "restored 2\nframe 3\nslot 7 7\nclosed",
            "restored 2\nframe 3\nframe 4\nframe 5\nslot 7 7\nclosed",
            "restored 2\nwrong 3\nslot 7 7\nclosed",
            "restored 2\nslot 7 0\nclosed",
            "restored 2\nslot 7 15\nclosed",
            "restored 2\ntorn 7 7\nslot 7 7\nclosed",
        ])
    func notices(_ found: String) throws {
        #expect(try Self.complaints(found) != [])
    }

    @Test("a commit does not stand without its companion, and a clean close is found as one")
    func companionAndClose() throws {
        var account = ProbeAccount()
        try account.take((1...5).map { "try commit \($0)\nack commit \($0)\n" }.joined() + "closed\n")
        let frames = (1...5).map { "frame \($0)\n" }.joined()
        #expect(try account.complaints(about: Self.findings(frames + "slot 5 5\nclean true\nclosed")) == [])
        #expect(try account.complaints(about: Self.findings(frames + "slot 5 0\nclean true\nclosed")) != [])
        #expect(try account.complaints(about: Self.findings(frames + "slot 5 5\nclean false\nclosed")) != [])
    }

    private static func complaints(_ found: String) throws -> [String] {
        var account = ProbeAccount()
        try account.take(said)
        return try account.complaints(about: findings(found))
    }

    private static func findings(_ output: String) throws -> ProbeFindings {
        try ProbeFindings(Tool.Run(status: 0, wasSignalled: false, output: output, errors: ""))
    }
}
