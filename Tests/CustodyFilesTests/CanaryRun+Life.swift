import CustodyConsent
import CustodyLaw
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

extension CanaryRun {
    /// Registers, and what goes on with data that is held.
    func life(_ custodian: Custodian) async throws {
        try await custodian.record(Review(name: "shop", text: value("review")), by: staff, reason: value("review reason"))
        try await custodian.record(Review(name: "shop", text: value("later review")), by: staff, reason: value("later reason"))

        // For letters only, and for three weeks only.
        try await custodian.record(
            RetentionSchedule(of: "name", in: "customer", for: .directMarketing, keep: .days(21)), by: staff,
            reason: value("schedule"))
        let notice = ShownNotice(text: Array(value("letters").utf8), version: "1", language: "en")
        for person in [subject("letters"), subject("grown")] {
            try await custodian.recordConsent(
                .given(explicitly: false), of: person, for: .directMarketing, notice: notice, by: staff)
        }
        try await custodian.collect(
            FieldValues(["name": .text(value("name"))]), as: "customer", about: subject("letters"), for: [.directMarketing],
            from: .subject, by: staff)

        let grown = subject("grown")
        try await collect(grown, custodian)
        try await custodian.note(.activity, about: grown, by: staff)
        try await custodian.verify(
            ["phone"], of: "customer", about: grown, by: VerificationMethod(value("method")), principal: staff)
        let factors = PurposeAssessment.Factors(
            link: value("link"), context: value("context"), nature: value("nature"), consequences: value("consequences"),
            safeguards: value("safeguards"))
        try await custodian.record(
            PurposeAssessment(
                of: "customer", from: .customerCare, to: .directMarketing, factors: factors, isCompatible: false),
            by: staff, reason: value("assessment"))
        await #expect(throws: CustodianError.self) {
            try await custodian.extend(
                "customer", about: grown, to: .directMarketing, because: .law(value("law")),
                telling: .exempt(.disproportionate), by: self.staff)
        }
        try await custodian.extend(
            "customer", about: grown, to: .directMarketing, because: .consent, telling: .exempt(.disproportionate), by: staff)
        try await custodian.dispute(["phone"], of: "customer", about: grown)
        for finding in try await custodian.auditData(by: nil) {
            // A notice names recipients outside the house, and so does what is missing in it.
            if case .notice = finding { continue }
            try canary.scan(Array("\(finding)".utf8), at: "a finding")
        }
    }

    /// Takes away what is past its time.
    func sweep(_ custodian: Custodian) async throws {
        let sweep = try await custodian.sweepEverybody(by: staff)
        #expect(sweep.removed.map(\.name) == ["customer"] && sweep.certificates.count == 1)
        keep("sweep", try CBOR.encode(sweep))
    }

    private struct Review: RegisterEntry {
        static let register: RegisterName = "reviews"
        var name: String
        var text: String
        var key: RegisterKey { RegisterKey(name) }
    }
}
