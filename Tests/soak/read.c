/* The bare library that Hemtrygg's reads from PostgreSQL are compared with: libpq, statements prepared once,
   one connection in a loop.

   Usage: read ADDRESS STATEMENTS SECONDS

   Several statements share a transaction, as they must see the same moment; one needs none. CPU seconds are
   this program's own; the server's are not among them.

   Built by bin/measure-storage.py: cc -O2 read.c -lpq */

#include <libpq-fe.h>

#include "statements.h"

enum { type_bytea = 17, type_int8 = 20, type_text = 25 };

static volatile unsigned long touched; /* so that the compiler reads what nobody uses */
static PGconn *connection;

struct bound {
    char name[24];
    Oid *types;
    const char **values;
    int *lengths, *formats;
};

static PGresult *checked(PGresult *answer, ExecStatusType wanted) {
    if (PQresultStatus(answer) != wanted) fail("%s", PQerrorMessage(connection));
    return answer;
}

static void prepare(struct bound *bound, const struct statement *statement, int number) {
    size_t places = statement->count + 1;
    snprintf(bound->name, sizeof bound->name, "s%d", number);
    bound->types = calloc(places, sizeof(Oid));
    bound->values = calloc(places, sizeof(char *));
    bound->lengths = calloc(places, sizeof(int));
    bound->formats = calloc(places, sizeof(int));
    if (!bound->types || !bound->values || !bound->lengths || !bound->formats) fail("out of memory");
    for (int place = 0; place < statement->count; place++) {
        const struct value *value = &statement->values[place];
        if (value->kind == 'n') continue; /* NULL, of whichever type the statement has it */
        bound->types[place] = value->kind == 'i' ? type_int8 : value->kind == 'b' ? type_bytea : type_text;
        bound->values[place] = value->bytes;
        bound->lengths[place] = value->length;
        bound->formats[place] = value->kind == 'b';
    }
    PGresult *answer = PQprepare(connection, bound->name, statement->text, statement->count, bound->types);
    PQclear(checked(answer, PGRES_COMMAND_OK));
}

/* The rows that it gave, each value of which was looked at. */
static int run(const struct bound *bound, int count) {
    PGresult *answer = checked(
        PQexecPrepared(connection, bound->name, count, bound->values, bound->lengths, bound->formats, 0),
        PGRES_TUPLES_OK);
    int rows = PQntuples(answer), columns = PQnfields(answer);
    for (int row = 0; row < rows; row++)
        for (int column = 0; column < columns; column++)
            if (!PQgetisnull(answer, row, column))
                touched += PQgetvalue(answer, row, column)[0] + PQgetlength(answer, row, column);
    PQclear(answer);
    return rows;
}

static void command(const char *text) { PQclear(checked(PQexec(connection, text), PGRES_COMMAND_OK)); }

int main(int count, char **words) {
    if (count != 4) fail("usage: read ADDRESS STATEMENTS SECONDS");
    struct statements page = load(words[2]);
    double seconds = atof(words[3]);
    connection = PQconnectdb(words[1]);
    if (PQstatus(connection) != CONNECTION_OK) fail("%s", PQerrorMessage(connection));
    struct bound *bound = room(NULL, page.count * sizeof *bound);
    for (int index = 0; index < page.count; index++) prepare(&bound[index], &page.all[index], index);

    struct times times = {NULL, 0, 0};
    int most = 0;
    double begun = now(), cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    for (double each = begun; each < begun + seconds; each = now()) {
        if (page.count > 1) command("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        for (int index = 0; index < page.count; index++) {
            int rows = run(&bound[index], page.all[index].count);
            if (rows > most) most = rows;
        }
        if (page.count > 1) command("COMMIT");
        add_time(&times, now() - each);
    }
    print_times("reads", &times, now() - begun, seconds_of(CLOCK_PROCESS_CPUTIME_ID) - cpu, most);
    PQfinish(connection);
    return 0;
}
