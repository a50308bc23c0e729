import Crypto
import CustodyModel
import CustodyProof
import CustodyTesting
import Testing

@Suite struct KeyedDigestTests {
    /// RFC 4231, test cases 1, 2, 6 and 7: a short key, a very short one, and keys longer than a block.
    @Test(
        "it says what the standard's vectors say",
        arguments: [
            (
                [UInt8](repeating: 0x0b, count: 20), "Hi There",
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
            ),
            (
                Array("Jefe".utf8), "what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            ),
            (
                [UInt8](repeating: 0xaa, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
            ),
            (
                [UInt8](repeating: 0xaa, count: 131),
                "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed "
                    + "before being used by the HMAC algorithm.",
                "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
            ),
        ])
    func vectors(_ key: [UInt8], _ message: String, _ code: String) {
        #expect(Array(KeyedDigest.code(for: Array(message.utf8), under: key)).hex == code)
    }

    @Test("it says what the generic one says, for keys and messages of every length")
    func sameAsGeneric() {
        let random = SeededRandomSource(seed: 4231)
        for count in 0...200 {
            let message = random.bytes(count)
            let key = SymmetricKey(data: random.bytes(count * 37 % 130 + 1))
            let expected = Array(HMAC<SHA256>.authenticationCode(for: message, using: key))
            #expect(Array(KeyedDigest.code(for: message, under: key)) == expected, "\(count) bytes")
        }
    }
}
