/* The bare engines that an extract's statements are compared with: SQLite, and libpq row by row.

   Usage: select ADDRESS STATEMENTS

   ADDRESS is a file of SQLite's, or postgres://…. What writes runs first, as one transaction that is durable when it
   is done; what reads runs in a transaction of its own, and each value of each row is looked at. A value that must be
   new is the same new one throughout. Prints seconds on the wall and of this program's own CPU, for both.

   Built by bin/measure-extract.py: cc -O2 select.c -lsqlite3 -lpq */

#include <libpq-fe.h>
#include <sqlite3.h>
#include <unistd.h>

#include "statements.h"

enum { type_bytea = 17, type_int8 = 20, type_text = 25 };

static volatile unsigned long touched; /* so that the compiler reads what nobody uses */
static sqlite3 *file;
static PGconn *server;

static void make_new(struct statements *statements) {
    for (int index = 0; index < statements->count; index++)
        for (int place = 0; place < statements->all[index].count; place++) {
            struct value *value = &statements->all[index].values[place];
            if (value->kind != 'v') continue;
            char *made = room(NULL, value->length + 24);
            value->length = sprintf(made, "%s-%ld", value->bytes, (long)getpid());
            value->bytes = made;
            value->kind = 't';
        }
}

static void must(int answer) {
    if (answer != SQLITE_OK) fail("%s", sqlite3_errmsg(file));
}

static long rows_of_file(const struct statement *statement) {
    sqlite3_stmt *prepared;
    long rows = 0;
    int answer;
    must(sqlite3_prepare_v2(file, statement->text, -1, &prepared, NULL));
    for (int place = 0; place < statement->count; place++) {
        const struct value *value = &statement->values[place];
        if (value->kind == 'i') must(sqlite3_bind_int64(prepared, place + 1, atoll(value->bytes)));
        else if (value->kind == 't')
            must(sqlite3_bind_text(prepared, place + 1, value->bytes, value->length, SQLITE_STATIC));
        else if (value->kind != 'n') fail("no such kind of value here: %c", value->kind);
    }
    int columns = sqlite3_column_count(prepared);
    while ((answer = sqlite3_step(prepared)) == SQLITE_ROW) {
        for (int column = 0; column < columns; column++) switch (sqlite3_column_type(prepared, column)) {
            case SQLITE_NULL: break;
            case SQLITE_INTEGER: touched += sqlite3_column_int64(prepared, column); break;
            default: touched += sqlite3_column_text(prepared, column)[0] + sqlite3_column_bytes(prepared, column);
            }
        rows++;
    }
    if (answer != SQLITE_DONE) fail("%s", sqlite3_errmsg(file));
    sqlite3_finalize(prepared);
    return rows;
}

static long rows_of_server(const struct statement *statement) {
    int places = statement->count + 1;
    Oid *types = calloc(places, sizeof(Oid));
    const char **values = calloc(places, sizeof(char *));
    int *lengths = calloc(places, sizeof(int)), *formats = calloc(places, sizeof(int));
    long rows = 0;
    if (!types || !values || !lengths || !formats) fail("out of memory");
    for (int place = 0; place < statement->count; place++) {
        const struct value *value = &statement->values[place];
        if (value->kind == 'n') continue;
        types[place] = value->kind == 'i' ? type_int8 : type_text;
        values[place] = value->bytes;
    }
    if (!PQsendQueryParams(server, statement->text, statement->count, types, values, lengths, formats, 0) ||
        !PQsetSingleRowMode(server))
        fail("%s", PQerrorMessage(server));
    for (PGresult *answer; (answer = PQgetResult(server)) != NULL; PQclear(answer)) {
        ExecStatusType status = PQresultStatus(answer);
        if (status != PGRES_SINGLE_TUPLE && status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
            fail("%s", PQerrorMessage(server));
        if (status != PGRES_SINGLE_TUPLE) continue;
        for (int column = 0; column < PQnfields(answer); column++)
            if (!PQgetisnull(answer, 0, column))
                touched += PQgetvalue(answer, 0, column)[0] + PQgetlength(answer, 0, column);
        rows++;
    }
    free(types), free(values), free(lengths), free(formats);
    return rows;
}

static void command(const char *text) {
    if (file != NULL) {
        must(sqlite3_exec(file, text, NULL, NULL, NULL));
        return;
    }
    PGresult *answer = PQexec(server, text);
    if (PQresultStatus(answer) != PGRES_COMMAND_OK) fail("%s", PQerrorMessage(server));
    PQclear(answer);
}

static long run(const struct statements *statements, int reads, double *seconds, double *cpu) {
    long rows = 0;
    double begun = now(), used = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    command("BEGIN");
    for (int index = 0; index < statements->count; index++)
        if (statements->all[index].reads == reads)
            rows += file != NULL ? rows_of_file(&statements->all[index]) : rows_of_server(&statements->all[index]);
    command("COMMIT");
    *seconds = now() - begun;
    *cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - used;
    return rows;
}

int main(int count, char **words) {
    double log_seconds, log_cpu, query_seconds, query_cpu;
    if (count != 3) fail("usage: select ADDRESS STATEMENTS");
    struct statements statements = load(words[2]);
    make_new(&statements);
    if (strncmp(words[1], "postgres", 8) == 0) {
        server = PQconnectdb(words[1]);
        if (PQstatus(server) != CONNECTION_OK) fail("%s", PQerrorMessage(server));
    } else {
        must(sqlite3_open_v2(words[1], &file, SQLITE_OPEN_READWRITE, NULL));
        command("PRAGMA synchronous=FULL");
        command("PRAGMA foreign_keys=ON");
        command("PRAGMA cache_size=-16000"); /* as Hemtrygg has it */
    }
    run(&statements, 0, &log_seconds, &log_cpu);
    long rows = run(&statements, 1, &query_seconds, &query_cpu);
    printf("{\"logSeconds\":%.3f,\"logCPU\":%.3f,\"querySeconds\":%.3f,\"queryCPU\":%.3f,\"rows\":%ld}\n",
           log_seconds, log_cpu, query_seconds, query_cpu, rows);
    if (file != NULL) sqlite3_close(file);
    else PQfinish(server);
    return 0;
}
