import CustodyModel

// Everybody who is new begins with one of these. It gives the bytes that `CBOR.encode` gives too, without a tree in between.

extension KeyLedger.Change {
    /// The change as a backend writes it.
    func encoded() -> [UInt8] {
        let (name, allocations) =
            switch self {
            case .allocated(let allocations): ("allocated", allocations)
            case .intent(let allocations): ("intent", allocations)
            case .destroyed(let allocations): ("destroyed", allocations)
            }
        var writer = CBORWriter(capacity: 24 + allocations.count * 104)
        writer.map(1)
        writer.text(name)
        writer.map(1)
        writer.text("_0")
        writer.array(allocations.count)
        for allocation in allocations { allocation.write(to: &writer) }
        return writer.bytes
    }
}

extension KeyLedger.Allocation {
    fileprivate func write(to writer: inout CBORWriter) {
        writer.map(3)
        writer.text("id")
        writer.map(2)
        writer.text("owner")
        writer.byteString(id.owner.bytes)
        writer.text("keyClass")
        writer.unsigned(UInt64(id.keyClass.rawValue))
        writer.text("slot")
        writer.unsigned(slot)
        writer.text("fingerprint")
        writer.byteString(fingerprint.array)
    }
}
