import CXlsxWriter
import Domain

/// How cells look. They belong to their workbook, which frees them.
struct SpreadsheetFormats {
    typealias Format = UnsafeMutablePointer<lxw_format>

    let label: Format
    let text: Format
    let day: Format
    let number: Format
    let heading: Format
    let headingOfNumbers: Format

    init(in workbook: UnsafeMutablePointer<lxw_workbook>) throws(AppError) {
        label = try Self.format(in: workbook)
        format_set_bold(label)
        text = try Self.format(in: workbook)
        // The code for text: a number typed over it later keeps the zeros before it.
        format_set_num_format(text, "@")
        day = try Self.format(in: workbook)
        format_set_num_format(day, "yyyy-mm-dd")
        format_set_align(day, UInt8(LXW_ALIGN_LEFT.rawValue))
        number = try Self.format(in: workbook)
        format_set_num_format(number, "0")
        heading = try Self.heading(in: workbook, align: LXW_ALIGN_LEFT)
        headingOfNumbers = try Self.heading(in: workbook, align: LXW_ALIGN_RIGHT)
    }

    func cell(_ kind: SheetSetup.Column.Kind) -> Format {
        switch kind {
        case .text: text
        case .day: day
        case .number: number
        }
    }

    func heading(_ kind: SheetSetup.Column.Kind) -> Format { kind == .number ? headingOfNumbers : heading }

    private static func heading(
        in workbook: UnsafeMutablePointer<lxw_workbook>, align: lxw_format_alignments
    ) throws(AppError) -> Format {
        let heading = try format(in: workbook)
        format_set_bold(heading)
        format_set_bg_color(heading, 0xD9E2EC)
        format_set_bottom(heading, UInt8(LXW_BORDER_THIN.rawValue))
        format_set_text_wrap(heading)
        format_set_align(heading, UInt8(align.rawValue))
        format_set_align(heading, UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue))
        return heading
    }

    private static func format(in workbook: UnsafeMutablePointer<lxw_workbook>) throws(AppError) -> Format {
        guard let format = workbook_add_format(workbook) else { throw .documentFailed }
        return format
    }
}

extension AppError {
    /// The document could not be made, and nothing that the reader did is the cause.
    static let documentFailed = AppError(.unavailable, "document.failed")
}
