import CustodyModel
import Testing

@Suite struct InstantTests {
    @Test(
        "RFC 3339 is read",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1970-01-01", 0), ("2026-11-24T09:30:00Z", 1_795_512_600_000),
            ("2026-11-24t09:30:00z", 1_795_512_600_000), ("2026-11-24 09:30:00+00:00", 1_795_512_600_000),
            ("2026-11-24T10:30:00+01:00", 1_795_512_600_000), ("2026-11-24T01:00:00-08:30", 1_795_512_600_000),
            ("2026-11-24T09:30:00.5Z", 1_795_512_600_500), ("2026-11-24T09:30:00.123456789Z", 1_795_512_600_123),
            ("1969-12-31T23:59:59.999Z", -1), ("1985-04-12T23:20:50.52Z", 482_196_050_520),
            // A leap second is the first moment of the next minute (RFC 3339 section 5.8).
            ("1990-12-31T23:59:60Z", 662_688_000_000), ("1990-12-31T15:59:60-08:00", 662_688_000_000),
            ("0001-01-01", -62_135_596_800_000), ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
        ])
    func read(_ text: String, _ milliseconds: Int64) {
        #expect(Instant(text)?.milliseconds == milliseconds)
    }

    @Test(
        "What is not RFC 3339 is not read",
        arguments: [
            "", "2026", "2026-11", "2026-13-01", "2026-02-29", "2026-11-31", "0000-01-01", "2026-11-24T", "2026-11-24T09:30",
            "2026-11-24T09:30:00", "2026-11-24T24:00:00Z", "2026-11-24T09:60:00Z", "2026-11-24T09:30:61Z",
            "2026-11-24T09:30:00.Z", "2026-11-24T09:30:00+1:00", "2026-11-24T09:30:00+24:00", "2026-11-24T09:30:00+00:60",
            "2026-11-24T09:30:00Zx", "２０２６-11-24", "+026-11-24", "2026-11-24T09:30:00.１Z", "20261124", " 2026-11-24",
        ])
    func refused(_ text: String) {
        #expect(Instant(text) == nil)
    }

    @Test("Every instant of the calendar prints as text that reads back, and every other is written as a number")
    func roundTrip() throws {
        let dice = Dice()
        let edges: [Int64] = [
            0, -1, 1, .min, .max, -62_135_596_800_000, -62_135_596_800_001, 253_402_300_799_999, 253_402_300_800_000,
            .min + 1, .max - 1, 1 << 53, -(1 << 53) - 1,
        ]
        for milliseconds in edges + (0..<5000).map({ _ in dice.integer() }) {
            let instant = Instant(milliseconds: milliseconds)
            if (-62_135_596_800_000...253_402_300_799_999).contains(milliseconds) {
                #expect(Instant(instant.description) == instant, "CUSTODY_SEED=\(dice.seed)")
            } else {
                #expect(Instant(instant.description) == nil)
            }
            #expect(try CBOR.decode(Instant.self, from: CBOR.encode(instant)) == instant, "CUSTODY_SEED=\(dice.seed)")
            _ = instant.month
        }
    }

    @Test("The last millisecond of a day belongs to that day")
    func lastMillisecond() {
        for day: Int64 in [-719_162, -100_000, -1, 0, 1, 20_780, 2_932_896] {
            let last = Instant(milliseconds: day * 86_400_000 + 86_399_999)
            #expect(last.description == "\(CivilDate(daysSince1970: day))T23:59:59.999Z")
        }
        #expect(Instant(milliseconds: -1).month == 196_912)
    }

    @Test("Adding stays within the range")
    func adding() {
        #expect(Instant(milliseconds: .max).adding(milliseconds: 1) == Instant(milliseconds: .max))
        #expect(Instant(milliseconds: .min).adding(milliseconds: -1) == Instant(milliseconds: .min))
        #expect(Instant(milliseconds: 5).adding(milliseconds: -6) == Instant(milliseconds: -1))
    }
}
