/* The bare library that Hemtrygg on SQLite is compared with: the same statements, prepared once, in a loop.

   Usage: replay DATABASE STATEMENTS THREADS SECONDS [--reads]

   Without --reads each order is a transaction of its own, with its own fsync (WAL, synchronous=FULL); each
   thread has a connection, and a mutex lets one write at a time, so that nobody sleeps on a busy database.
   An order's time includes the wait for the mutex. With --reads the statements are a page, read by one
   thread; several share a transaction, as they must see the same moment, and one needs none.

   Built by bin/measure-storage.py: cc -O2 -pthread replay.c -lsqlite3 */

#include <pthread.h>
#include <sqlite3.h>

#include "statements.h"

static const char *path;
static struct statements order;
static double end;
static pthread_mutex_t writing = PTHREAD_MUTEX_INITIALIZER;
static volatile unsigned long touched; /* so that the compiler reads what nobody uses */

struct client {
    pthread_t thread;
    int number;
    sqlite3 *database;
    sqlite3_stmt **prepared;
    sqlite3_stmt *begin, *commit;
    struct times times;
    int rows;
};

static sqlite3_stmt *prepare(sqlite3 *database, const char *text) {
    sqlite3_stmt *prepared = NULL;
    if (sqlite3_prepare_v3(database, text, -1, SQLITE_PREPARE_PERSISTENT, &prepared, NULL) != SQLITE_OK)
        fail("%s: %s", sqlite3_errmsg(database), text);
    return prepared;
}

static void run_once(sqlite3 *database, sqlite3_stmt *statement) {
    if (sqlite3_step(statement) != SQLITE_DONE) fail("%s", sqlite3_errmsg(database));
    sqlite3_reset(statement);
}

/* Asks every column for its value, as whoever shows it must. */
static void touch(sqlite3_stmt *row) {
    int columns = sqlite3_column_count(row);
    for (int column = 0; column < columns; column++) switch (sqlite3_column_type(row, column)) {
        case SQLITE_INTEGER: touched += sqlite3_column_int64(row, column); break;
        case SQLITE_BLOB: touched += (unsigned long)sqlite3_column_blob(row, column); break;
        case SQLITE_NULL: break;
        default:
            touched += sqlite3_column_text(row, column)[0] + sqlite3_column_bytes(row, column);
        }
}

static void bind(sqlite3_stmt *prepared, int place, const struct value *value, int client, long counter) {
    char unique[16384]; /* an order's answers may be among the values */
    int length, answer;
    switch (value->kind) {
    case 'n': answer = sqlite3_bind_null(prepared, place); break;
    case 'i': answer = sqlite3_bind_int64(prepared, place, atoll(value->bytes)); break;
    case 'b': answer = sqlite3_bind_blob(prepared, place, value->bytes, value->length, SQLITE_STATIC); break;
    case 't': answer = sqlite3_bind_text(prepared, place, value->bytes, value->length, SQLITE_STATIC); break;
    case 'v':
        length = snprintf(unique, sizeof unique, "%s-%d-%ld", value->bytes, client, counter);
        if (length >= (int)sizeof unique) fail("too long to be made unique: %s", value->bytes);
        answer = sqlite3_bind_text(prepared, place, unique, length, SQLITE_TRANSIENT);
        break;
    default: fail("no such kind of value: %c", value->kind); return;
    }
    if (answer != SQLITE_OK) fail("a value was refused: %s", sqlite3_errstr(answer));
}

static void run_statements(struct client *client, long counter) {
    for (int index = 0; index < order.count; index++) {
        const struct statement *statement = &order.all[index];
        sqlite3_stmt *prepared = client->prepared[index];
        int answer, rows = 0;
        for (int place = 0; place < statement->count; place++)
            bind(prepared, place + 1, &statement->values[place], client->number, counter);
        while ((answer = sqlite3_step(prepared)) == SQLITE_ROW) {
            touch(prepared);
            rows++;
        }
        if (answer != SQLITE_DONE) fail("%s: %s", sqlite3_errmsg(client->database), statement->text);
        sqlite3_reset(prepared);
        if (rows > client->rows) client->rows = rows;
    }
}

static void run_order(struct client *client, long counter) {
    pthread_mutex_lock(&writing);
    run_once(client->database, client->begin);
    run_statements(client, counter);
    run_once(client->database, client->commit);
    pthread_mutex_unlock(&writing);
}

static void run_page(struct client *client) {
    if (order.count > 1) run_once(client->database, client->begin);
    run_statements(client, 0);
    if (order.count > 1) run_once(client->database, client->commit);
}

static void open_client(struct client *client, int number, int reads) {
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
    const char *settings = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
                           "PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY";
    client->number = number;
    if (sqlite3_open_v2(path, &client->database, flags, NULL) != SQLITE_OK ||
        sqlite3_busy_timeout(client->database, 10000) != SQLITE_OK ||
        sqlite3_exec(client->database, settings, NULL, NULL, NULL) != SQLITE_OK)
        fail("%s: %s", path, sqlite3_errmsg(client->database));
    client->prepared = room(NULL, order.count * sizeof *client->prepared);
    for (int index = 0; index < order.count; index++)
        client->prepared[index] = prepare(client->database, order.all[index].text);
    client->begin = prepare(client->database, reads ? "BEGIN" : "BEGIN IMMEDIATE");
    client->commit = prepare(client->database, "COMMIT");
}

/* A loop that fsynced nothing would win every comparison. */
static void demand_durability(sqlite3 *database) {
    sqlite3_stmt *asked = prepare(database, "SELECT synchronous, journal_mode FROM pragma_synchronous, "
                                            "pragma_journal_mode");
    if (sqlite3_step(asked) != SQLITE_ROW || sqlite3_column_int(asked, 0) != 2 ||
        strcmp((const char *)sqlite3_column_text(asked, 1), "wal") != 0)
        fail("%s does not stand in WAL with synchronous=FULL", path);
    sqlite3_finalize(asked);
}

static void *order_until_the_end(void *argument) {
    struct client *client = argument;
    for (double begun = now(); begun < end; begun = now()) {
        run_order(client, client->times.count);
        add_time(&client->times, now() - begun);
    }
    return NULL;
}

int main(int count, char **words) {
    int reads = count == 6 && strcmp(words[5], "--reads") == 0;
    if (count != 5 && !reads) fail("usage: replay DATABASE STATEMENTS THREADS SECONDS [--reads]");
    path = words[1];
    order = load(words[2]);
    int threads = atoi(words[3]);
    double seconds = atof(words[4]);
    if (threads < 1 || seconds <= 0 || (reads && threads != 1)) fail("not so many threads or seconds");

    struct client *clients = calloc(threads, sizeof *clients);
    if (clients == NULL) fail("out of memory");
    for (int number = 0; number < threads; number++) open_client(&clients[number], number, reads);
    demand_durability(clients[0].database);

    double begun = now(), cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    end = begun + seconds;
    if (reads)
        for (double each = begun; each < end; each = now()) {
            run_page(&clients[0]);
            add_time(&clients[0].times, now() - each);
        }
    else {
        for (int number = 0; number < threads; number++)
            if (pthread_create(&clients[number].thread, NULL, order_until_the_end, &clients[number]) != 0)
                fail("cannot start a thread");
        for (int number = 0; number < threads; number++) pthread_join(clients[number].thread, NULL);
    }
    seconds = now() - begun;
    cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - cpu;

    struct times all = {NULL, 0, 0};
    for (int number = 0; number < threads; number++)
        for (long index = 0; index < clients[number].times.count; index++)
            add_time(&all, clients[number].times.all[index]);
    print_times(reads ? "reads" : "orders", &all, seconds, cpu, clients[0].rows);
    return 0;
}
