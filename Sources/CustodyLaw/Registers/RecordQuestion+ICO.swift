extension RecordQuestion {
    /// The 42 topics of the ICO: the heads and columns of its two templates, and the regular review that its accountability framework
    /// asks for.
    static let ico: [RecordQuestion] = [
        // The head of the controller's sheet.
        RecordQuestion(.ico, "controller", "who the controller is and how it is reached", "GDPR Art. 30(1)(a)"),
        RecordQuestion(.ico, "officer", "who the data protection officer is and how they are reached", "GDPR Art. 30(1)(a)"),
        RecordQuestion(.ico, "representative", "who represents a controller from abroad", "GDPR Art. 27, 30(1)(a)"),
        // Its columns.
        RecordQuestion(.ico, "function", "which part of the business does it"),
        RecordQuestion(.ico, "purpose", "what the data is processed for", "GDPR Art. 30(1)(b)"),
        RecordQuestion(.ico, "joint", "who decides together with the controller", "GDPR Art. 26, 30(1)(a)"),
        RecordQuestion(.ico, "subjects", "whom the data is about", "GDPR Art. 30(1)(c)"),
        RecordQuestion(.ico, "categories", "what kinds of data there are", "GDPR Art. 30(1)(c)"),
        RecordQuestion(.ico, "recipients", "who is given the data", "GDPR Art. 30(1)(d)"),
        RecordQuestion(.ico, "processorContract", "where the contract with each processor is", "GDPR Art. 28(3)"),
        RecordQuestion(.ico, "countries", "to which third countries or organisations the data goes", "GDPR Art. 30(1)(e)"),
        RecordQuestion(.ico, "safeguards", "what safeguards a transfer that is an exception", "GDPR Art. 30(1)(e), 49(1)"),
        RecordQuestion(.ico, "retention", "how long each kind of data is kept", "GDPR Art. 30(1)(f)"),
        RecordQuestion(.ico, "security", "how the data is secured", "GDPR Art. 30(1)(g), 32(1)"),
        RecordQuestion(.ico, "basis", "what makes it lawful", "GDPR Art. 6(1)"),
        RecordQuestion(.ico, "specialCondition", "what allows special categories", "GDPR Art. 9(2)"),
        RecordQuestion(.ico, "interests", "which legitimate interests are pursued", "GDPR Art. 6(1)(f), 13(1)(d)"),
        RecordQuestion(.ico, "interestsAssessment", "where the assessment of those interests is", "GDPR Art. 6(1)(f)"),
        RecordQuestion(.ico, "rights", "which rights people have", "GDPR Art. 12 to 22"),
        RecordQuestion(.ico, "automation", "whether machines decide alone", "GDPR Art. 22, 13(2)(f)"),
        RecordQuestion(.ico, "source", "where the data comes from", "GDPR Art. 14(2)(f)"),
        RecordQuestion(.ico, "consentRecord", "where consent is on record", "GDPR Art. 7(1)"),
        RecordQuestion(.ico, "location", "where the data is"),
        RecordQuestion(.ico, "impactRequired", "whether an impact assessment is required", "GDPR Art. 35(1), (3)"),
        RecordQuestion(.ico, "impactProgress", "how far the impact assessment is", "GDPR Art. 35"),
        RecordQuestion(.ico, "impactLink", "where the impact assessment is", "GDPR Art. 35(7)"),
        RecordQuestion(.ico, "breach", "whether there was a breach", "GDPR Art. 33(5)"),
        RecordQuestion(.ico, "breachRecord", "where the breach is on record", "GDPR Art. 33(5)"),
        RecordQuestion(
            .ico, "lawCondition", "which condition of national law allows special or criminal data", "GDPR Art. 9, 10"),
        RecordQuestion(.ico, "lawBasis", "what makes that processing lawful", "GDPR Art. 6(1)"),
        RecordQuestion(.ico, "retentionPolicy", "where the policy on keeping and erasing is"),
        RecordQuestion(.ico, "retentionKept", "whether data is kept and erased as the policy says", "GDPR Art. 5(1)(e)"),
        RecordQuestion(.ico, "retentionReasons", "why it is not, where it is not"),
        // The processor's sheet.
        RecordQuestion(.ico, "processor", "who the processor is, its officer and representative", "GDPR Art. 30(2)(a)"),
        RecordQuestion(.ico, "servedController", "for which controllers it processes", "GDPR Art. 30(2)(a)"),
        RecordQuestion(.ico, "servedRepresentative", "who represents each of them, and its officer", "GDPR Art. 30(2)(a)"),
        RecordQuestion(.ico, "servedProcessing", "what kinds of processing it does for each", "GDPR Art. 30(2)(b)"),
        RecordQuestion(.ico, "servedCountries", "to which third countries it takes the data", "GDPR Art. 30(2)(c)"),
        RecordQuestion(
            .ico, "servedSafeguards", "what safeguards a transfer of its that is an exception", "GDPR Art. 30(2)(c)"),
        RecordQuestion(.ico, "servedSecurity", "how it secures the data", "GDPR Art. 30(2)(d)"),
        RecordQuestion(.ico, "servedContract", "where the contract with each controller is", "GDPR Art. 28(3)"),
        // The accountability framework.
        RecordQuestion(.ico, "review", "who keeps the record true, and when it is looked at again", "GDPR Art. 5(2), 24(1)"),
    ]
}
