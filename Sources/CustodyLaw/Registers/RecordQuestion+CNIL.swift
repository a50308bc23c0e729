extension RecordQuestion {
    /// What the sheets of the CNIL's model ask.
    static let cnil: [RecordQuestion] = [
        RecordQuestion(.cnil, "controller", "who the controller is and how it is reached", "GDPR Art. 30(1)(a)"),
        RecordQuestion(.cnil, "officer", "who the data protection officer is", "GDPR Art. 30(1)(a)"),
        RecordQuestion(.cnil, "representative", "who represents a controller from abroad", "GDPR Art. 30(1)(a)"),
        RecordQuestion(.cnil, "activities", "the list of all activities", "GDPR Art. 30(1)"),
        RecordQuestion(.cnil, "dates", "when the sheet was made and last changed"),
        RecordQuestion(.cnil, "joint", "who decides together with the controller", "GDPR Art. 26"),
        RecordQuestion(.cnil, "software", "which software is used"),
        RecordQuestion(.cnil, "purpose", "the objectives", "GDPR Art. 30(1)(b)"),
        RecordQuestion(.cnil, "subjects", "whom the data is about", "GDPR Art. 30(1)(c)"),
        RecordQuestion(.cnil, "categories", "the kinds of data", "GDPR Art. 30(1)(c)"),
        RecordQuestion(.cnil, "sensitive", "whether sensitive data is processed, and which", "GDPR Art. 9, 10"),
        RecordQuestion(.cnil, "retention", "how long each kind is kept, or by which criterion", "GDPR Art. 30(1)(f)"),
        RecordQuestion(.cnil, "recipientsInside", "recipients inside", "GDPR Art. 30(1)(d)"),
        RecordQuestion(.cnil, "recipientsOutside", "organisations outside", "GDPR Art. 30(1)(d)"),
        RecordQuestion(.cnil, "processors", "processors", "GDPR Art. 28"),
        RecordQuestion(.cnil, "transfers", "transfers outside the Union, with country and guarantees", "GDPR Art. 30(1)(e)"),
        RecordQuestion(.cnil, "accessControl", "security: who may do what", "GDPR Art. 32"),
        RecordQuestion(.cnil, "traceability", "security: what is traced", "GDPR Art. 32"),
        RecordQuestion(.cnil, "software.protection", "security: how software is protected", "GDPR Art. 32"),
        RecordQuestion(.cnil, "backup", "security: backups", "GDPR Art. 32(1)(c)"),
        RecordQuestion(.cnil, "encryption", "security: encryption", "GDPR Art. 32(1)(a)"),
        RecordQuestion(.cnil, "processorControl", "security: how processors are controlled", "GDPR Art. 28(1)"),
    ]
}
