/// The demonstration's data set: an invented shop and twelve invented people.
enum DemoData {
    static let records = """
        [
          {
            "name": "customer",
            "fields": [
              { "name": "name", "category": "contact.name", "purposes": ["customerCare", "delivery", "directMarketing"] },
              { "name": "email", "category": "contact.email", "purposes": ["customerCare", "directMarketing"] },
              { "name": "phone", "category": "contact.telephone", "purposes": ["customerCare"] },
              { "name": "address", "category": "contact.address", "purposes": ["delivery"] },
              { "name": "iban", "category": "financial.bankAccount", "purposes": ["payment"] }
            ]
          }
        ]

        """

    static let policy = """
        {
          "controller": "lanterna-books",
          "purposes": [
            { "purpose": "customerCare", "basis": "gdpr:6(1)(f)",
              "note": "Customers ask for help and expect it; only who helps them sees how to reach them." },
            { "purpose": "delivery", "basis": "gdpr:6(1)(b)" },
            { "purpose": "payment", "basis": "gdpr:6(1)(b)" },
            { "purpose": "directMarketing", "basis": "gdpr:6(1)(a)" }
          ],
          "roles": [
            { "id": "importer", "rules": [
              { "allow": ["collect"], "categories": ["contact", "financial"],
                "purposes": ["customerCare", "delivery", "payment"] } ] },
            { "id": "support", "rules": [
              { "allow": ["read"], "categories": ["contact"], "purposes": ["customerCare"] },
              { "mask": ["read"], "categories": ["financial.bankAccount"], "purposes": ["payment"], "keepLast": 4 },
              { "allow": ["correct"], "categories": ["contact"], "purposes": ["rightsFulfilment"] } ] },
            { "id": "marketing", "rules": [
              { "allow": ["read"], "categories": ["contact"], "purposes": ["directMarketing"] },
              { "allow": ["consent.record"], "purposes": ["directMarketing"] } ] },
            { "id": "privacyOfficer", "rules": [
              { "allow": ["erase.plan", "erase.execute", "incident.handle", "audit.prune", "request.handle", "person.export",
                "register.keep", "report.draw"] } ] },
            { "id": "lead", "rules": [ { "allow": ["erase.approve"] } ] }
          ],
          "exclusive": [["privacyOfficer", "lead"]],
          "principals": [
            { "id": "importer-1", "roles": ["importer"] },
            { "id": "support-1", "roles": ["support"] },
            { "id": "marketing-1", "roles": ["marketing"] },
            { "id": "officer-1", "roles": ["privacyOfficer"] },
            { "id": "lead-1", "roles": ["lead"] }
          ]
        }

        """

    /// `favourite_author` is in the file although no purpose needs it: it is not taken in.
    static let customers = """
        customer,name,email,phone,address,iban,favourite_author
        L-1001,Ilse Tannhofer,ilse@tannhofer.example,+43 1 5550101,"Muhrengasse 4, 1100 Wien",AT021100000123456789,Bachmann
        L-1002,Bao Quang Ly,bao.ly@example.org,+49 30 5550102,"Kiefernweg 12, 12435 Berlin",DE02120300000000202051,Fontane
        L-1003,Marit Sollie,marit@sollie.example,,"Fjordgata 9, 7010 Trondheim",NO9386011117947,Ibsen
        L-1004,Odalys Ferrán,odalys@example.net,+34 91 5550104,"Calle del Pez 31, 28004 Madrid",,Matute
        L-1005,Tomasz Wieruszewski,tomasz@example.com,+48 22 5550105,"ul. Krucza 5, 00-548 Warszawa",PL61109010140000071219812874,Lem
        L-1006,Aoife Ní Bhraonáin,aoife@example.ie,+353 1 5550106,"Sráid Eccles 7, Dublin",IE29AIBK93115212345678,Joyce
        L-1007,Leocádia Pimenta,leocadia@example.pt,+351 21 5550107,"Rua da Rosa 88, 1200 Lisboa",PT50000201231234567890154,Pessoa
        L-1008,Jorik van der Zwaan,jorik@example.nl,+31 20 5550108,"Elandsgracht 3, 1016 Amsterdam",NL91ABNA0417164300,Reve
        L-1009,Sunniva Käärmä,sunniva@example.fi,,"Iso Roobertinkatu 14, 00120 Helsinki",FI2112345600000785,Jansson
        L-1010,Ettore Malaspina,ettore@example.it,+39 06 5550110,"Via dei Serpenti 2, 00184 Roma",IT60X0542811101000000123456,Calvino
        L-1011,Yannick Le Guern,yannick@example.fr,+33 1 5550111,"Rue Daguerre 61, 75014 Paris",FR1420041010050500013M02606,Perec
        L-1012,Despina Kalogeri,despina@example.gr,+30 21 5550112,"Ermou 40, 10563 Athina",GR1601101250000000012300695,Kavafis

        """

    static let notice = """
        May Lanterna Books write to you about new books? We would use your name and your e-mail address for that and nothing \
        else. You can say no, and you can take a yes back at any time; neither changes what else we do for you.

        """
}
