import CustodyAccess
import CustodyModel
import Testing

/// The frame of an async function has 16-byte alignment. Swift 6.3 reserves too little for one that keeps a value which asks for
/// more, and what lies behind the frame is overwritten, in optimised code only. So no value of ours asks for more.
@Suite struct FrameAlignmentTests {
    @Test(
        "What is kept across an await asks for no more alignment than a frame has",
        arguments: [
            ("CategoryMask", MemoryLayout<CategoryMask>.alignment), ("AccessRequest", MemoryLayout<AccessRequest>.alignment),
            ("AccessIntent", MemoryLayout<AccessIntent>.alignment), ("AccessDecision", MemoryLayout<AccessDecision>.alignment),
        ])
    func alignment(_ name: String, _ alignment: Int) {
        #expect(alignment <= 16, "\(name)")
    }
}
