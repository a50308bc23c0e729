import CustodyModel
import Testing

@Suite struct CBORTests {
    /// RFC 8949, appendix A: every example that the profile keeps.
    static let examples: [(String, CBOR)] = [
        ("00", .unsigned(0)), ("01", .unsigned(1)), ("0a", .unsigned(10)), ("17", .unsigned(23)), ("1818", .unsigned(24)),
        ("1819", .unsigned(25)), ("1864", .unsigned(100)), ("1903e8", .unsigned(1000)), ("1a000f4240", .unsigned(1_000_000)),
        ("1b000000e8d4a51000", .unsigned(1_000_000_000_000)), ("1bffffffffffffffff", .unsigned(.max)),
        ("3bffffffffffffffff", .negative(.max)), ("20", .integer(-1)), ("29", .integer(-10)), ("3863", .integer(-100)),
        ("3903e7", .integer(-1000)), ("fb3ff199999999999a", .double(1.1)), ("fa47c35000", .double(100_000)),
        ("fa7f7fffff", .double(3.4028234663852886e+38)), ("fb7e37e43c8800759c", .double(1.0e+300)),
        ("fbc010666666666666", .double(-4.1)), ("fa7f800000", .double(.infinity)), ("faff800000", .double(-.infinity)),
        ("f4", .bool(false)), ("f5", .bool(true)), ("f6", .null), ("40", .bytes([])), ("4401020304", .bytes([1, 2, 3, 4])),
        ("60", .text("")), ("6161", .text("a")), ("6449455446", .text("IETF")), ("62225c", .text("\"\\")),
        ("62c3bc", .text("\u{fc}")), ("63e6b0b4", .text("\u{6c34}")), ("64f0908591", .text("\u{10151}")),
        ("80", .array([])), ("83010203", .array([.unsigned(1), .unsigned(2), .unsigned(3)])),
        (
            "8301820203820405",
            .array([
                .unsigned(1), .array([.unsigned(2), .unsigned(3)]), .array([.unsigned(4), .unsigned(5)]),
            ])
        ),
        (
            "98190102030405060708090a0b0c0d0e0f101112131415161718181819",
            .array((1...25).map { .unsigned($0) })
        ),
        ("a0", .map([:])), ("a26161016162820203", .map(["a": .unsigned(1), "b": .array([.unsigned(2), .unsigned(3)])])),
        ("826161a161626163", .array([.text("a"), .map(["b": .text("c")])])),
        (
            "a56161614161626142616361436164614461656145",
            .map(["a": .text("A"), "b": .text("B"), "c": .text("C"), "d": .text("D"), "e": .text("E")])
        ),
    ]

    @Test("The examples of RFC 8949 are read and written as they stand there", arguments: examples)
    func example(_ text: String, _ value: CBOR) throws {
        #expect(value.encoded() == (try hex(text)))
        #expect(try CBOR(decoding: hex(text)) == value)
    }

    @Test(
        "The forms of RFC 8949 that the profile leaves out are refused",
        arguments: [
            "f90000", "f93c00", "f97e00", "c074323031332d30332d32315432303a30343a30305a", "c11a514b67b0", "d74401020304",
            "c249010000000000000000", "f7", "f0", "f8ff", "5f42010243030405ff", "7f657374726561646d696e67ff", "9fff",
            "9f018202039f0405ffff", "bf61610161629f0203ffff", "a201020304", "ff", "1c", "1f",
        ])
    func leftOut(_ text: String) throws {
        let bytes = try hex(text)
        #expect(throws: CBORError.self) { try CBOR(decoding: bytes) }
    }

    @Test(
        "A second encoding of a value is refused",
        arguments: [
            // Heads longer than they need be.
            "1800", "1817", "190018", "1900ff", "1a00000100", "1a0000ffff", "1b0000000000000100", "1b00000000ffffffff", "3800",
            "5800", "580161", "7800", "9800", "b800", "5900ff",
            // Keys repeated, out of order, or the same text in another form.
            "a2616101616102", "a2616201616102", "a262616101616202", "a262c3a9016365cc8102",
            // A number that a shorter one says as well.
            "fb7ff0000000000000", "fb0000000000000000", "fb40f86a0000000000",
            // A signalling NaN reads as a quiet one.
            "fa7f800001", "faff800001", "fa7fbfffff",
            // Bytes after the value, and too few.
            "0000", "", "18", "61", "6261", "42ff", "81", "a1", "a16161", "1b00000000000000",
            // Text that is not UTF-8.
            "61ff", "62c328", "63eda080",
        ])
    func secondEncoding(_ text: String) throws {
        let bytes = try hex(text)
        #expect(throws: CBORError.self) { try CBOR(decoding: bytes) }
    }

    @Test("Counts beyond the input are refused before anything is reserved for them")
    func hugeCounts() throws {
        for head in ["5b7fffffffffffffff", "7bffffffffffffffff", "9bffffffffffffffff", "bb7fffffffffffffff", "9a7fffffff"] {
            let bytes = try hex(head)
            #expect(throws: CBORError.self) { try CBOR(decoding: bytes) }
        }
    }

    @Test("Input nested too deep is refused, and nothing is written that could not be read")
    func depth() throws {
        func nested(_ depth: Int) -> [UInt8] { [UInt8](repeating: 0x81, count: depth) + [0] }
        #expect(throws: Never.self) { try CBOR(decoding: nested(63)) }
        #expect(throws: CBORError.self) { try CBOR(decoding: nested(64)) }
        #expect(throws: CBORError.self) { try CBOR(decoding: nested(1_000_000)) }

        indirect enum Nest: Codable {
            case end
            case more([Nest])
        }
        func nest(_ depth: Int) -> Nest { depth == 0 ? .end : .more([nest(depth - 1)]) }
        for depth in 1...40 {
            guard let bytes = try? CBOR.encode(nest(depth)) else { continue }
            #expect(throws: Never.self, "depth \(depth)") { try CBOR(decoding: bytes) }
        }
        #expect(throws: EncodingError.self) { try CBOR.encode(nest(40)) }
    }

    @Test("Random values come back as they were, from exactly one encoding")
    func roundTrip() throws {
        let dice = Dice()
        for round in 0..<5000 {
            let value = dice.value()
            let bytes = value.encoded()
            let read = try CBOR(decoding: bytes)
            #expect(read == value && read.encoded() == bytes, "round \(round), CUSTODY_SEED=\(dice.seed)")
        }
    }

    @Test("Random bytes never trap, and what is read is written the same")
    func randomBytes() {
        let dice = Dice()
        var readable = 0
        for round in 0..<20_000 {
            var bytes = dice.bytes(atMost: 64)
            if round.isMultiple(of: 2) {
                // Damage to something readable reaches further than noise does.
                bytes = dice.value().encoded()
                for _ in 0..<(1 + dice.below(3)) where !bytes.isEmpty {
                    bytes[dice.below(bytes.count)] = UInt8(dice.below(256))
                }
            }
            guard let value = try? CBOR(decoding: bytes) else { continue }
            readable += 1
            #expect(value.encoded() == bytes, "round \(round), \(bytes.hex), CUSTODY_SEED=\(dice.seed)")
        }
        #expect(readable > 1000, "too little was readable to tell, CUSTODY_SEED=\(dice.seed)")
    }

    @Test("A fault says where it is")
    func offset() {
        #expect { try CBOR(decoding: [0x82, 0x01, 0xff]) } throws: { error in
            (error as? CBORError)?.offset == 3 && "\(error)".hasPrefix("not deterministic CBOR at byte")
        }
    }
}
