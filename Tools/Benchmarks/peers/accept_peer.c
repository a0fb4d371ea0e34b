// The peer of one durable acknowledgement: the least that a C program can do for the same promise.
//
// A ROUTER takes messages, stores the third frame (header) and the last (body) with a prepared INSERT under
// synchronous=FULL, and answers after the commit. Group commit: whatever can be received without waiting is one
// transaction. PLAIN authentication is on, as it is in the coordinator.
//
//   accept_peer ENDPOINT DATABASE
#include <poll.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <pthread.h>
#include <zmq.h>

enum { BATCH_MAX = 1000, FRAMES_MAX = 8 };

struct message {
    zmq_msg_t frames[FRAMES_MAX];
    int count;
};

static void fail(const char *what) {
    fprintf(stderr, "accept_peer: %s\n", what);
    exit(1);
}

/// Answers every authentication request with yes: the price of the handshake is paid once for a connection anyway.
static void *authenticate(void *context) {
    void *socket = zmq_socket(context, ZMQ_REP);
    if (zmq_bind(socket, "inproc://zeromq.zap.01") != 0) fail("no ZAP endpoint");
    for (;;) {
        char request_id[256];
        int request_id_size = 0, frame = 0, more = 1;
        size_t more_size = sizeof more;
        while (more) {
            char buffer[256];
            int size = zmq_recv(socket, buffer, sizeof buffer, 0);
            if (size < 0) return NULL;
            if (frame++ == 1) memcpy(request_id, buffer, request_id_size = size);
            zmq_getsockopt(socket, ZMQ_RCVMORE, &more, &more_size);
        }
        zmq_send(socket, "1.0", 3, ZMQ_SNDMORE);
        zmq_send(socket, request_id, request_id_size, ZMQ_SNDMORE);
        zmq_send(socket, "200", 3, ZMQ_SNDMORE);
        zmq_send(socket, "OK", 2, ZMQ_SNDMORE);
        zmq_send(socket, "peer", 4, ZMQ_SNDMORE);
        zmq_send(socket, "", 0, 0);
    }
}

static int receive(void *socket, struct message *message, int flags) {
    message->count = 0;
    int more = 1;
    while (more) {
        zmq_msg_t *frame = &message->frames[message->count];
        zmq_msg_init(frame);
        if (zmq_msg_recv(frame, socket, flags) < 0) {
            zmq_msg_close(frame);
            return 0;
        }
        more = zmq_msg_more(frame);
        if (++message->count == FRAMES_MAX && more) fail("a message has too many frames");
        flags = 0;
    }
    return 1;
}

int main(int count, char **arguments) {
    if (count != 3) fail("usage: accept_peer ENDPOINT DATABASE");
    sqlite3 *database;
    sqlite3_stmt *insert, *begin, *commit;
    if (sqlite3_open(arguments[2], &database) != SQLITE_OK) fail("cannot open the database");
    sqlite3_exec(database, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;", 0, 0, 0);
    sqlite3_exec(database, "CREATE TABLE job (id INTEGER PRIMARY KEY, key BLOB UNIQUE, body BLOB)", 0, 0, 0);
    sqlite3_prepare_v2(database, "INSERT INTO job (key, body) VALUES (?, ?)", -1, &insert, 0);
    sqlite3_prepare_v2(database, "BEGIN", -1, &begin, 0);
    sqlite3_prepare_v2(database, "COMMIT", -1, &commit, 0);

    void *context = zmq_ctx_new();
    pthread_t thread;
    pthread_create(&thread, NULL, authenticate, context);
    void *socket = zmq_socket(context, ZMQ_ROUTER);
    int one = 1;
    zmq_setsockopt(socket, ZMQ_PLAIN_SERVER, &one, sizeof one);
    if (zmq_bind(socket, arguments[1]) != 0) fail("cannot bind");

    static struct message batch[BATCH_MAX];
    for (;;) {
        int taken = 0;
        if (!receive(socket, &batch[taken++], 0)) break;
        while (taken < BATCH_MAX && receive(socket, &batch[taken], ZMQ_DONTWAIT)) taken++;
        sqlite3_step(begin), sqlite3_reset(begin);
        for (int index = 0; index < taken; index++) {
            struct message *message = &batch[index];
            zmq_msg_t *header = &message->frames[2], *body = &message->frames[message->count - 1];
            sqlite3_bind_blob(insert, 1, zmq_msg_data(header), zmq_msg_size(header), SQLITE_STATIC);
            sqlite3_bind_blob(insert, 2, zmq_msg_data(body), zmq_msg_size(body), SQLITE_STATIC);
            if (sqlite3_step(insert) != SQLITE_DONE) fail(sqlite3_errmsg(database));
            sqlite3_reset(insert);
        }
        if (sqlite3_step(commit) != SQLITE_DONE) fail(sqlite3_errmsg(database));
        sqlite3_reset(commit);
        for (int index = 0; index < taken; index++) {
            struct message *message = &batch[index];
            for (int frame = 0; frame < 3; frame++)
                zmq_msg_send(&message->frames[frame], socket, frame < 2 ? ZMQ_SNDMORE : 0);
            for (int frame = 3; frame < message->count; frame++) zmq_msg_close(&message->frames[frame]);
        }
    }
    return 0;
}
