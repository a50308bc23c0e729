import Custody

/// The story that the demonstration tells.
struct DemoStory {
    let places: DemoPlaces
    let backend: StoreBackend
    let now: Instant

    /// Everything up to the point where the incident has a name.
    var beginning: [DemoStep] { making + reading + consenting + correcting + erasing + opening }

    private var making: [DemoStep] {
        [
            DemoStep(
                "A bookshop makes a store. Every field says what it is held for, every purpose has its lawful basis, every role "
                    + "what it may do, every log how long it is kept. The key stays outside the store.",
                [
                    "init", places.store, "--records", places.records, "--policy", places.policy, "--keep-evidence", "10y",
                    "--keep-access", "12m",
                ] + (backend == .files ? [] : ["--backend", backend.rawValue])),
            DemoStep(
                "It takes in twelve customers. What no purpose needs is left out: nobody needs to know a favourite author.",
                [
                    "import", places.store, places.customers, "--record", "customer", "--subject", "customer", "--for",
                    "customerCare,delivery,payment", "--source", "web shop", "--as", "importer-1",
                ]),
        ]
    }

    private var reading: [DemoStep] {
        [
            DemoStep(
                "Support sees what it needs to help, and gets a receipt from the log.",
                disclose("L-1002", "name,phone", "customerCare", "support-1")),
            DemoStep(
                "The bank account is masked for support: four characters are enough to recognise it.",
                disclose("L-1002", "iban", "payment", "support-1")),
            DemoStep(
                "The address is not held for customer care, so nobody gets it for that.",
                disclose("L-1002", "address", "customerCare", "support-1"), ends: .refused),
            DemoStep(
                "Marketing has no business with customer care.", disclose("L-1002", "name", "customerCare", "marketing-1"),
                ends: .refused),
        ]
    }

    private var consenting: [DemoStep] {
        let mail = disclose("L-1007", "name,email", "directMarketing", "marketing-1")
        return [
            DemoStep("Advertising rests on consent, and this customer was never asked.", mail, ends: .refused),
            DemoStep(
                "She is asked, and says yes. The exact text that she saw is kept with her answer.",
                [
                    "consent", "grant", places.store, "--subject", "L-1007", "--purpose", "directMarketing", "--notice",
                    places.notice, "--as", "marketing-1",
                ]),
            DemoStep("Now marketing may write to her.", mail),
            DemoStep(
                "She changes her mind. That needs no form and nobody's leave.",
                ["consent", "withdraw", places.store, "--subject", "L-1007", "--purpose", "directMarketing"]),
            DemoStep("From that moment on it is refused again.", mail, ends: .refused),
        ]
    }

    private var correcting: [DemoStep] {
        [
            DemoStep(
                "A customer has a new telephone number.",
                [
                    "correct", places.store, "--subject", "L-1003", "--record", "customer", "--set", "phone=+47 73 555 01 03",
                    "--as", "support-1",
                ]),
            DemoStep("The old state is gone; the new one answers.", disclose("L-1003", "phone", "customerCare", "support-1")),
        ]
    }

    private var erasing: [DemoStep] {
        [
            DemoStep(
                "A customer leaves. Erasing takes two people; the second one signs.",
                ["principal", "keygen", "--output", places.signingKey]),
            DemoStep(
                "Her key is enrolled.",
                ["principal", "enroll", places.store, "lead-1", "--public-key", places.signingKey + ".pub"]),
            DemoStep(
                "The officer draws up what would be destroyed. Nothing happens yet.",
                [
                    "erase", "plan", places.store, "--subject", "L-1005", "--ground", "noLongerNecessary", "--as", "officer-1",
                    "--output", places.plan,
                ]),
            DemoStep(
                "The lead approves exactly this plan.",
                ["erase", "approve", places.store, places.plan, "--as", "lead-1", "--sign-with", places.signingKey]),
            DemoStep(
                "The officer carries it out. The keys are overwritten; what they sealed can be read by nobody any more.",
                ["erase", "execute", places.store, places.plan, "--as", "officer-1", "--certificate", places.certificate]),
            DemoStep(
                "Asked again, the store knows only that there was somebody.",
                disclose("L-1005", "name", "customerCare", "support-1"), ends: .refused),
        ]
    }

    private var opening: [DemoStep] {
        [
            DemoStep(
                "A parcel list goes astray. An incident is opened; the law's clock does not run yet.",
                [
                    "incident", "open", places.store, "--title", "Parcel list sent to the wrong carrier", "--detected",
                    now.adding(milliseconds: -3 * 3_600_000).description, "--as", "officer-1",
                ])
        ]
    }

    /// The rest, once the incident has a name.
    func ending(incident: IncidentID) -> [DemoStep] {
        [
            DemoStep(
                "Two hours ago somebody was reasonably certain that personal data are concerned: 72 hours run from then (GDPR Art. 33).",
                [
                    "incident", "aware", places.store, "--incident", incident.description, "--at",
                    now.adding(milliseconds: -2 * 3_600_000).description, "--reason",
                    "the carrier confirmed the names on the list",
                    "--as", "officer-1",
                ]),
            DemoStep(
                "What happened with one customer's data, from the log that nobody can rewrite unseen.",
                ["audit", "log", places.store, "--subject", "L-1007"]),
            DemoStep("And the proof: every file, every leaf, every signature.", ["audit", "verify", places.store]),
        ] + governing
    }

    private var governing: [DemoStep] {
        [
            DemoStep(
                "A customer asks what is held about him: the law gives a month.",
                ["request", "receive", places.store, "--subject", "L-1002", "--kind", "access", "--as", "officer-1"]),
            DemoStep(
                "A house keeps more than data: what it processes and why, who is trained, which policies hold, who answers for what.",
                [
                    "register", "import", places.store, places.registers, "--reason", "yearly stocktaking", "--as", "officer-1",
                ]),
            DemoStep(
                "Held against the schemas, the policy and the log, they tell what has to be put right.",
                ["findings", places.store, "--from", "critical", "--as", "officer-1"]),
            DemoStep(
                "Where the house stands, as a page that needs no other file.",
                [
                    "report", places.store, "--output", places.report, "--json-file", places.reportData, "--as", "officer-1",
                ]),
        ]
    }

    private func disclose(_ subject: String, _ fields: String, _ purpose: String, _ principal: String) -> [String] {
        [
            "disclose", places.store, "--subject", subject, "--record", "customer", "--fields", fields, "--purpose", purpose,
            "--as",
            principal,
        ]
    }
}
