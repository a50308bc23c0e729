extension RecordQuestion {
    /// What the DPC looks for: the items of Art. 30, broken down, and the further facts that it calls useful.
    static let dpc: [RecordQuestion] = [
        RecordQuestion(.dpc, "controller", "who the controller is and how it is reached", "GDPR Art. 30(1)(a)"),
        RecordQuestion(.dpc, "officer", "who the data protection officer is", "GDPR Art. 30(1)(a)"),
        RecordQuestion(.dpc, "joint", "joint controllers and representatives", "GDPR Art. 30(1)(a)"),
        RecordQuestion(.dpc, "function", "activities broken down by the functions of the organisation"),
        RecordQuestion(.dpc, "purpose", "the purposes", "GDPR Art. 30(1)(b)"),
        RecordQuestion(.dpc, "subjects", "whom the data is about", "GDPR Art. 30(1)(c)"),
        RecordQuestion(.dpc, "categories", "the kinds of data, in detail and not by reference", "GDPR Art. 30(1)(c)"),
        RecordQuestion(.dpc, "recipientsInside", "who inside is given the data", "GDPR Art. 30(1)(d)"),
        RecordQuestion(.dpc, "recipientsOutside", "who outside is given the data", "GDPR Art. 30(1)(d)"),
        RecordQuestion(.dpc, "transfers", "third countries and the mechanism relied on", "GDPR Art. 30(1)(e), 44 to 49"),
        RecordQuestion(.dpc, "retention", "how long each kind of data is kept", "GDPR Art. 30(1)(f)"),
        RecordQuestion(.dpc, "security", "technical and organisational measures", "GDPR Art. 30(1)(g)"),
        RecordQuestion(.dpc, "basis", "the lawful basis", "GDPR Art. 6(1)"),
        RecordQuestion(.dpc, "specialCondition", "what allows special categories", "GDPR Art. 9(2)"),
        RecordQuestion(.dpc, "breach", "whether there was a breach", "GDPR Art. 33(5)"),
        RecordQuestion(.dpc, "risk", "how risky it is, and whether it was assessed", "GDPR Art. 35"),
        RecordQuestion(.dpc, "served", "for a processor: controllers, processing, transfers, security", "GDPR Art. 30(2)"),
        RecordQuestion(.dpc, "owner", "who keeps it, and that it is looked at regularly", "GDPR Art. 5(2)"),
        RecordQuestion(
            .dpc, "standsAlone", "that it can be handed over whole, readable and in writing", "GDPR Art. 30(3), (4)"),
    ]
}
