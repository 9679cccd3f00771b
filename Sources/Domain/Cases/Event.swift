/// Something that happened: appended, never changed. The words are `event.<kind>` of the catalogue, filled
/// with the details.
public struct Event: Hashable, Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        case caseSubmitted, caseCancelled, caseClosed, preconditionOverridden
        case dutyDone, dutyWaived, dutyReopened, dutyArose, messageSent, feedbackGiven, leafletHandedOver,
            attested
        case keysCheckedOut, keysGivenBack, keysNotHeld, keysPlaced, keysTransferred, keysLost, keysFound
        case deviceReceived, deviceReserved, deviceReleased, deviceInstalled, deviceFailedTest, deviceChanged
        case deviceUninstalled, deviceRestocked, deviceMovesAlong
        case deviceDelivered, devicePlaced, deviceToRepair, deviceLost, deviceFound, deviceScrapped
        case scrappingWithdrawn, deviceReported, deviceReportOver, deviceReportWithdrawn
        case deviceMiscounted, deviceDeviates, kitPacked, kitUnpacked, batteryChanged, deviceTested,
            reservationExpired
        case lockLinked, lockUnlinked
        case contactCalled
        case consentGiven, consentWithdrawn, consentExpired, noticesPosted, noticesRemoved
        case supervisionStarted, supervisionEnded, serialTold
        case visitBooked, visitRescheduled, visitCancelled, visitMissed, visitDone
        case secretShown, secretPurged
        case recipientRegistered, recipientChanged, recipientDiffers, residencyBegan, residencyEnded
        case responsibilityBegan, responsibilityPassed, serviceEffectuated, factCorrected
        case detailChanged, numberReplaced, recipientsMerged, mergeUndone, peopleDistinguished
        case halfJoined, halfLate, halvesDiffer, halfWithdrawn, halfReminded, halfEscalated
        case differencesSettled, orderLinked
        case lifeEventRecorded, lifeEventTold, lifeEventOver, lifeEventUndone, lifeEventRetracted
        case orderResumed, serviceEnded, serviceCorrected, supervisionResumed, relativeEnded
        /// What was done by mistake, taken back.
        case cancellationUndone, visitRestored, lossUndone
        case providerTookOver, takeoverUndone
        case extractSealed
        case letIn, shutOut, glassBroken, glassReviewed, readingsSampled, readingsReviewed
        case listTaken, differenceDecided
        case registerExtractGiven
        case fileHeld, fileReleased, filesDisposed
        case consentPolicyDecided
        case archiveTransferMade, archiveTransferReceived, archiveTransferWithdrawn
        case emergencyOpened
        case userAdded, userChanged, assignmentGiven, assignmentEnded, assignmentKept, signedIn, signedOut,
            signInRefused
        case routinePublished, routineWithdrawn, settingChanged
    }

    /// What the event is about; a device's history is the events about it.
    public enum Subject: Hashable, Sendable {
        case order(ID<Case>), device(ID<Device>), recipient(ID<CareRecipient>), dwelling(ID<Dwelling>)
        case user(ID<User>), keyReceipt(ID<KeyReceipt>)
    }

    public let kind: Kind
    public let details: [String: String]
    public let subjects: [Subject]

    public init(_ kind: Kind, _ details: [String: String] = [:], about subjects: [Subject]) {
        self.kind = kind
        self.details = details
        self.subjects = subjects
    }

    /// The same, told of others too.
    public func also(about more: [Subject]) -> Event {
        Event(kind, details, about: subjects + more.filter { !subjects.contains($0) })
    }
}
