/* The bare libraries that the files of an extract are compared with: libxlsxwriter in constant memory, and stdio.

   Usage: write csv|xlsx ROWS FILE

   ROWS are the rows of the extract: a line each, tabs between the values. They are read before the clock starts. The
   file is on the disk when it stops.

   Built by bin/measure-extract.py: cc -O2 write.c -lxlsxwriter */

#include <sys/stat.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "statements.h"

enum { most = 16 };

static char *text, *end;

static void read_rows(const char *path) {
    FILE *file = fopen(path, "rb");
    struct stat about;
    if (file == NULL || fstat(fileno(file), &about) != 0) fail("cannot open %s", path);
    text = room(NULL, about.st_size + 1);
    if (fread(text, 1, about.st_size, file) != (size_t)about.st_size) fail("cannot read %s", path);
    end = text + about.st_size;
    fclose(file);
}

/* The next row's values, each ended with NUL; how many there are, 0 at the end. */
static int next_row(char **place, char **values) {
    int count = 0;
    if (*place == end) return 0;
    values[count++] = *place;
    for (;; (*place)++) {
        if (*place == end) fail("the last row has no end");
        if (**place == '\n') break;
        if (**place != '\t') continue;
        **place = 0;
        if (count == most) fail("a row of more than %d values", most);
        values[count++] = *place + 1;
    }
    *(*place)++ = 0;
    return count;
}

static void put(FILE *file, const char *value) {
    if (strpbrk(value, "\",;\r\n") == NULL) {
        fputs(value, file);
        return;
    }
    fputc('"', file);
    for (; *value != 0; value++) {
        if (*value == '"') fputc('"', file);
        fputc(*value, file);
    }
    fputc('"', file);
}

static long write_csv(const char *path) {
    char *place = text, *values[most];
    long rows = 0;
    int count;
    FILE *file = fopen(path, "wb");
    if (file == NULL) fail("cannot make %s", path);
    for (; (count = next_row(&place, values)) > 0; rows++) {
        for (int index = 0; index < count; index++) {
            if (index > 0) fputc(',', file);
            put(file, values[index]);
        }
        fputs("\r\n", file);
    }
    if (fflush(file) != 0 || fsync(fileno(file)) != 0 || fclose(file) != 0) fail("cannot write %s", path);
    return rows;
}

static double serial_of(const char *value) {
    int year, month, day;
    if (sscanf(value, "%4d-%2d-%2d", &year, &month, &day) != 3) fail("no day: %s", value);
    /* Days from civil, proleptic Gregorian. */
    year -= month <= 2;
    int era = year / 400, of_era = year - era * 400, of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return (double)era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468 + 25569;
}

static long write_xlsx(const char *path) {
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    lxw_workbook *book = workbook_new_opt(path, &options);
    lxw_worksheet *sheet = workbook_add_worksheet(book, NULL);
    lxw_format *plain = workbook_add_format(book), *day = workbook_add_format(book);
    char *place = text, *values[most];
    lxw_row_t row = 0;
    int count;
    format_set_num_format(plain, "@");
    format_set_num_format(day, "yyyy-mm-dd");
    for (; (count = next_row(&place, values)) > 0; row++)
        for (int index = 0; index < count; index++) {
            if (*values[index] == 0) continue;
            /* The fourth is a day, below the heading. */
            lxw_error fault = index == 3 && row > 0
                ? worksheet_write_number(sheet, row, index, serial_of(values[index]), day)
                : worksheet_write_string(sheet, row, index, values[index], plain);
            if (fault != LXW_NO_ERROR) fail("%s", lxw_strerror(fault));
        }
    if (workbook_close(book) != LXW_NO_ERROR) fail("cannot write %s", path);
    return row;
}

int main(int count, char **words) {
    if (count != 4) fail("usage: write csv|xlsx ROWS FILE");
    read_rows(words[2]);
    double begun = now(), used = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    long rows = strcmp(words[1], "xlsx") == 0 ? write_xlsx(words[3]) : write_csv(words[3]);
    printf("{\"seconds\":%.3f,\"cpu\":%.3f,\"rows\":%ld}\n", now() - begun,
           seconds_of(CLOCK_PROCESS_CPUTIME_ID) - used, rows);
    return 0;
}
