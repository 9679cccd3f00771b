/* What replay.c and read.c share: the statements of one order or of one page, and the times that they took.

   bin/measure-storage.py writes the statements from what `hemtrygg bench statements` says:

       statement READS COUNT LENGTH      READS is 1 where rows are fetched; COUNT values follow the text
       the text of LENGTH bytes
       KIND LENGTH                       i integer, t text, v text made unique for each order, b bytes, n NULL
       the value of LENGTH bytes */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct value {
    char kind;
    char *bytes;
    int length;
};

struct statement {
    char *text;
    int reads;
    int count;
    struct value *values;
};

struct statements {
    struct statement *all;
    int count;
};

struct times {
    double *all;
    long count, room;
};

static void fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(1);
}

static void *room(void *old, size_t size) {
    void *new = realloc(old, size);
    if (new == NULL) fail("out of memory");
    return new;
}

static double seconds_of(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

static double now(void) { return seconds_of(CLOCK_MONOTONIC); }

static char *bytes_of(FILE *file, int length) {
    char *bytes = room(NULL, length + 1);
    if (length < 0 || fread(bytes, 1, length, file) != (size_t)length || fgetc(file) != '\n')
        fail("the statements end too early");
    bytes[length] = 0;
    return bytes;
}

static struct statements load(const char *path) {
    struct statements loaded = {NULL, 0};
    FILE *file = fopen(path, "rb");
    int reads, count, length;
    if (file == NULL) fail("cannot open %s", path);
    /* The newline is read apart: in a format it would swallow white space that belongs to the text. */
    while (fscanf(file, "statement %d %d %d", &reads, &count, &length) == 3 && fgetc(file) == '\n') {
        loaded.all = room(loaded.all, (loaded.count + 1) * sizeof *loaded.all);
        struct statement *statement = &loaded.all[loaded.count++];
        statement->reads = reads;
        statement->count = count;
        statement->text = bytes_of(file, length);
        statement->values = room(NULL, (count + 1) * sizeof *statement->values);
        for (int index = 0; index < count; index++) {
            struct value *value = &statement->values[index];
            if (fscanf(file, "%c %d", &value->kind, &value->length) != 2 || fgetc(file) != '\n')
                fail("a value is missing in %s", path);
            value->bytes = bytes_of(file, value->length);
        }
    }
    if (loaded.count == 0 || !feof(file)) fail("%s holds something else than statements", path);
    fclose(file);
    return loaded;
}

static void add_time(struct times *times, double seconds) {
    if (times->count == times->room) {
        times->room = times->room * 2 + 1024;
        times->all = room(times->all, times->room * sizeof *times->all);
    }
    times->all[times->count++] = seconds;
}

static int by_size(const void *left, const void *right) {
    double difference = *(const double *)left - *(const double *)right;
    return (difference > 0) - (difference < 0);
}

/* One line of JSON, with the names that `hemtrygg bench` uses. Sorts the times. */
static void print_times(const char *what, struct times *times, double seconds, double cpu, int rows) {
    if (times->count == 0) fail("nothing was done in %.1f s", seconds);
    qsort(times->all, times->count, sizeof *times->all, by_size);
    printf("{\"%s\":%ld,\"seconds\":%.3f,\"perSecond\":%.1f,\"p50ms\":%.4f,\"p99ms\":%.4f,"
           "\"cpuSeconds\":%.3f,\"rows\":%d}\n",
           what, times->count, seconds, times->count / seconds, times->all[(times->count - 1) / 2] * 1e3,
           times->all[(times->count - 1) * 99 / 100] * 1e3, cpu, rows);
}
