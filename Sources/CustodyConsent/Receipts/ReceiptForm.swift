/// In which form a receipt is written.
public enum ReceiptForm: String, Hashable, Sendable, CaseIterable {
    /// Kantara Consent Receipt 1.1, as JSON. It knows consent only: that something was refused or ended, it says in words.
    case kantara
    /// A consent record by ISO/IEC TS 27560, in the terms of the Data Privacy Vocabulary, as JSON-LD.
    case record
    /// A consent receipt by ISO/IEC TS 27560, with the record in it.
    case receipt
}
