/// Which body an account is uploading.
package struct UploadKey: Hashable, Sendable {
    /// Who uploads.
    package let account: AccountID
    /// What, with the length that was announced: another length is another upload.
    package let reference: BodyReference

    package init(_ reference: BodyReference, of account: AccountID) {
        self.account = account
        self.reference = reference
    }
}
