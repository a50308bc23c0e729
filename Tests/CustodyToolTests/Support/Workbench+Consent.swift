import Testing

extension Workbench {
    /// Lets somebody consent, and answers the arguments that write the receipt of it to a file.
    func consenting(receiptAt file: String) async throws -> [String] {
        let granted = try await tool(
            "consent", "grant", store, "--subject", "p-1", "--purpose", "directMarketing", "--notice",
            try write("notice.txt", "May we call?"), "--as", "marketing-1")
        try #require(granted.status == 0, "\(granted.all)")
        let terms = try write(
            "terms.json",
            #"{"controllers":[{"name":"N","contact":"c","address":"a","email":"e","phone":"p"}],"policyURL":"u","service":"s","#
                + #""withdrawal":"w","termination":"t","jurisdiction":"DE","method":"form","storageLocations":["DE"],"#
                + #""thirdParties":[],"isPrimaryPurpose":false}"#)
        return ["consent", "receipt", store, "--subject", "p-1", "--purpose", "directMarketing", "--terms", terms, file]
    }
}
