/// A house with a light on. Drawn in the text's colour, so that it follows light, dark and print.
struct BrandMark: Component {
    var html: HTML {
        """
        <svg class="brand-mark" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">\
        <path fill="none" stroke="currentColor" stroke-width="2.6" stroke-linecap="round" \
        stroke-linejoin="round" d="M4.5 14.6 16 4.8l11.5 9.8M7.6 12.4v14.2h16.8V12.4"/>\
        <circle cx="16" cy="18.6" r="3.4" fill="currentColor"/></svg>
        """
    }

    /// The same mark as a file of its own, for the browser's tab.
    static let icon: HTML = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" \
        fill="#0b5c5f"/><path fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round" \
        stroke-linejoin="round" d="M6.5 15.2 16 7l9.5 8.2M9.2 13.4V25h13.6V13.4"/>\
        <circle cx="16" cy="18.4" r="2.8" fill="#ffd58a"/></svg>
        """
}
