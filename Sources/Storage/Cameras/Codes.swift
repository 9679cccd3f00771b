import Domain

extension ConsentGiver: SQLBindable {}
extension ConsentManner: SQLBindable {}
extension SignLanguage: SQLBindable {}
extension SupervisionEnd: SQLBindable {}
