import CustodyModel
import Foundation
import Testing

@testable import CustodyMonitor

@Suite("A configuration is checked when it is read")
struct ConfigurationTests {
    private func decode(_ text: String) throws -> MonitorConfiguration {
        try JSONDecoder().decode(MonitorConfiguration.self, from: Data(text.utf8))
    }

    @Test("What a document does not name is the standard")
    func partly() throws {
        #expect(try decode("{}") == .standard)
        let some = try decode(
            #"{"actors": 500, "rules": [{"name": "volume-cap", "mode": "shadow", "roles": {"archive": [5000, 9000]}}]}"#)
        #expect(some.actors == 500 && some[.volumeCap].mode == .shadow && some[.volumeCap].roles["archive"] == [5000, 9000])
        #expect(some[.volumeSpike] == .standard(.volumeSpike))
    }

    @Test("What is written is read again, in the field names of Sigma")
    func roundTrip() throws {
        let written = try JSONEncoder().encode(MonitorConfiguration.standard)
        #expect(try JSONDecoder().decode(MonitorConfiguration.self, from: written) == .standard)
        let text = String(decoding: written, as: UTF8.self)
        for name in [
            "\"type\":\"event_count\"", "\"group-by\":[\"actor\"]", "\"timespan\":\"1h\"", "\"condition\":{", "\"gte\":",
        ] {
            #expect(text.contains(name), "\(name)")
        }
    }

    @Test(
        "What makes no sense is refused, with what to do",
        arguments: [
            #"{"actors": 0}"#, #"{"subjects": 1}"#, #"{"utc-offset": 5000}"#, #"{"candidate-score": 0}"#,
            #"{"rules": [{"name": "no-such-rule"}]}"#,
            #"{"rules": [{"name": "volume-cap"}, {"name": "volume-cap"}]}"#,
            #"{"rules": [{"name": "volume-cap", "correlations": []}]}"#,
            #"{"rules": [{"name": "volume-cap", "roles": {"archive": [1]}}]}"#,
            #"{"rules": [{"name": "volume-cap", "roles": {"archive": [1, -1]}}]}"#,
            #"{"rules": [{"name": "volume-cap", "refractory": "100d"}]}"#,
            #"{"rules": [{"name": "volume-cap", "refractory": "soon"}]}"#,
            #"{"rules": [{"name": "slow-drift", "correlations": [{"type": "event_count", "group-by": ["actor"], "timespan": "1d", "condition": {"field": "cusumOfRecords", "lte": 8}}]}]}"#,
            #"{"rules": [{"name": "slow-drift", "correlations": [{"type": "event_count", "group-by": ["subject"], "timespan": "1d", "condition": {"field": "cusumOfRecords", "gte": 8}}]}]}"#,
            #"{"rules": [{"name": "slow-drift", "correlations": [{"type": "event_count", "group-by": ["actor"], "timespan": "0s", "condition": {"field": "cusumOfRecords", "gte": 8}}]}]}"#,
        ])
    func refused(text: String) throws {
        let error = #expect(throws: MonitorError.self) { try decode(text) }
        #expect(error.map { !$0.message.isEmpty } == true)
        // What stands in a document is not repeated.
        for word in ["no-such-rule", "soon"] { #expect(!"\(String(describing: error))".contains(word), "\(word)") }
    }

    @Test("Every rule has a standard that passes its own check, and a title of its own")
    func standards() throws {
        for rule in RuleID.allCases { #expect(RuleSettings.standard(rule).faults.isEmpty, "\(rule)") }
        #expect(Set(RuleID.allCases.map { RuleSettings.standard($0).title }).count == 20)
        #expect(RuleID.allCases.allSatisfy { RuleID(name: $0.name) == $0 })
    }

    @Test("Spans are read and written in the largest unit that is exact")
    func timespans() throws {
        for (text, written) in [("90s", "90s"), ("120s", "2m"), ("24h", "1d"), ("30d", "30d"), ("0s", "0s")] {
            #expect(try Timespan(text).description == written)
        }
        for text in ["", "5", "h", "-1h", "1w", "99999999999d", "1.5h"] {
            #expect(throws: MonitorError(.malformedTimespan, "")) { try Timespan(text) }
        }
    }
}
