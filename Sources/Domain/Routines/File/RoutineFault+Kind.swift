extension RoutineFault {
    /// Everything that can be wrong with a routine file.
    enum Kind: String, CaseIterable {
        // The file as text.
        case tooLarge, empty, notUTF8, syntax, anchor, tooDeep, keyNotText, duplicateKey
        // The shape of its parts.
        case unknownKey, unknownKeyNear, missingKey, expectedText, expectedList, expectedMapping
        case emptyText, emptyList, missingTranslation, badDay, badNumber, unknownValue
        case badName, badSlug, badLink, slugNotFileName, editionTaken, notOneCondition, notOneAnswer
        case tooManyFields, tooManyDuties, conditionTooDeep
        // What the parts say of each other.
        case duplicateName, reservedName, unknownParty, unknownPartyNear, unknownSystem, unknownSystemNear
        case unknownDuty, unknownDutyNear, unknownField, unknownFieldNear
        case conditionAhead, conditionOnParts, conditionOnSecret, conditionValue
        case neverAsked, unreachable, cycle, deadlineBehind, installWithoutBooking, noFeedback, missingRole
        case preconditionNotAttest, preconditionNotOrderer, noCohabitant, noRemoval
        case nobodyConcerned, personConcerned, extractMisplaced
        case halvesMissing, sideNotOrderer, sideNotOnce, sideMissing, orderDutyMissing
        case formMissing, firstFormNotOrderer, bindingMissing, bindingTwice, bindingKind, bindingOptional

        var wordKey: String { "routine.problem." + rawValue }
    }
}
