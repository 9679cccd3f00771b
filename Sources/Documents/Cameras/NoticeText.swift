import Domain

/// What the sign says in one language. It says only what is certain of every camera: that there is one, who looks and
/// what for, and that whoever is in the room may be seen.
struct NoticeText: Sendable {
    let heading: String
    let lead: String
    let visitors: String
    let responsible: String
    let questions: String

    static func of(_ language: SignLanguage) -> NoticeText {
        switch language {
        case .swedish: swedish
        case .english: english
        case .persian: persian
        case .arabic: arabic
        case .somali: somali
        }
    }

    private static let swedish = NoticeText(
        heading: "Tillsyn med kamera",
        lead: "Här i bostaden finns en trygghetskamera. Med den ser personal till den som bor här.",
        visitors: "Är du i samma rum som kameran kan du synas.", responsible: "Ansvarig",
        questions: "Har du frågor? Ring")

    private static let english = NoticeText(
        heading: "Camera supervision",
        lead: "There is a safety camera in this home. Staff use it to check on the person who lives here.",
        visitors: "If you are in the same room as the camera, you may be seen.", responsible: "Responsible",
        questions: "Any questions? Call")

    private static let persian = NoticeText(
        heading: "مراقبت با دوربین",
        lead: "در این خانه یک دوربین ایمنی نصب شده است. کارکنان با این دوربین به ساکن این خانه سر می‌زنند.",
        visitors: "اگر در همان اتاقی باشید که دوربین هست، ممکن است دیده شوید.", responsible: "مسئول",
        questions: "پرسشی دارید؟ تماس بگیرید با")

    private static let arabic = NoticeText(
        heading: "متابعة بالكاميرا",
        lead: "توجد في هذا المنزل كاميرا أمان. يستخدمها الموظفون للاطمئنان على الشخص المقيم هنا.",
        visitors: "إذا كنت في الغرفة نفسها التي فيها الكاميرا، فقد تظهر فيها.", responsible: "الجهة المسؤولة",
        questions: "هل لديك أسئلة؟ اتصل بـ")

    private static let somali = NoticeText(
        heading: "Kormeer kamarad ah",
        lead:
            "Gurigan waxaa ku taal kamarad badbaado. Shaqaaluhu waxay ku eegaan sida uu yahay qofka halkan deggan.",
        visitors: "Haddii aad joogto qolka ay kamaraddu ku jirto, waa lagu arki karaa.",
        responsible: "Cidda mas’uulka ka ah", questions: "Su’aalo ma qabtaa? Soo wac")
}
