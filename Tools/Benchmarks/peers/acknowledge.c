// Times durable acknowledgements, of the coordinator or of accept_peer: the same client for both.
//
//   acknowledge ENDPOINT ACCOUNT PROGRAM-ID COUNT OUTSTANDING     (the token in SPINWIRE_TOKEN)
//
// Sends COUNT job.run commands with OUTSTANDING unanswered at a time and prints one JSON line:
// {"count", "seconds", "p50_us", "p99_us"}. Every command has its own idempotency key and a body of 1 KiB.
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

static uint64_t now_ns(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + time.tv_nsec;
}

static int compare(const void *left, const void *right) {
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return a < b ? -1 : a > b;
}

int main(int argument_count, char **arguments) {
    if (argument_count != 6) return 2;
    const char *token = getenv("SPINWIRE_TOKEN");
    long count = atol(arguments[4]), outstanding = atol(arguments[5]);
    void *context = zmq_ctx_new(), *socket = zmq_socket(context, ZMQ_DEALER);
    int water = 0;
    zmq_setsockopt(socket, ZMQ_SNDHWM, &water, sizeof water);
    zmq_setsockopt(socket, ZMQ_RCVHWM, &water, sizeof water);
    zmq_setsockopt(socket, ZMQ_PLAIN_USERNAME, arguments[2], strlen(arguments[2]));
    zmq_setsockopt(socket, ZMQ_PLAIN_PASSWORD, token ? token : "", token ? strlen(token) : 0);
    if (zmq_connect(socket, arguments[1]) != 0) return 1;

    uint64_t *sent = calloc(count, sizeof *sent), *taken = calloc(count, sizeof *taken);
    char inputs[1024], command[512];
    memset(inputs, ' ', sizeof inputs);
    memcpy(inputs, "{\"text\":\"", 9);
    memset(inputs + 9, 'x', sizeof inputs - 11);
    memcpy(inputs + sizeof inputs - 2, "\"}", 2);
    uint8_t header[40] = {0x10, 1, 1, 0};
    uint64_t start = now_ns();
    long next = 0, answered = 0, refused = 0;
    while (answered < count) {
        while (next < count && next - answered < outstanding) {
            int length = snprintf(command, sizeof command,
                "{\"idempotency_key\":\"%d-%llu-%ld\",\"program_id\":\"%s\"}", getpid(),
                (unsigned long long)start, next, arguments[3]);
            uint64_t correlation = next;
            for (int byte = 0; byte < 8; byte++) header[8 + byte] = correlation >> (56 - 8 * byte);
            // The peer keys its rows by the header, so it is made unique for each run.
            for (int byte = 0; byte < 8; byte++) header[32 + byte] = start >> (56 - 8 * byte);
            sent[next] = now_ns();
            zmq_send(socket, "SW/1", 4, ZMQ_SNDMORE);
            zmq_send(socket, header, sizeof header, ZMQ_SNDMORE);
            zmq_send(socket, command, length, ZMQ_SNDMORE);
            zmq_send(socket, inputs, sizeof inputs, 0);
            next++;
        }
        int more = 1, frame = 0;
        size_t more_size = sizeof more;
        uint8_t buffer[4096];
        while (more) {
            int size = zmq_recv(socket, buffer, sizeof buffer, 0);
            if (size < 0) return 1;
            if (frame++ == 1) {
                uint64_t correlation = 0;
                for (int byte = 0; byte < 8; byte++) correlation = correlation << 8 | buffer[8 + byte];
                if (correlation < (uint64_t)count) taken[correlation] = now_ns() - sent[correlation];
                if (buffer[0] == 0x41) refused++;
            }
            zmq_getsockopt(socket, ZMQ_RCVMORE, &more, &more_size);
        }
        answered++;
    }
    double seconds = (now_ns() - start) / 1e9;
    qsort(taken, count, sizeof *taken, compare);
    printf("{\"count\": %ld, \"refused\": %ld, \"seconds\": %.6f, \"p50_us\": %.1f, \"p99_us\": %.1f}\n", count, refused,
        seconds, taken[count / 2] / 1e3, taken[count * 99 / 100] / 1e3);
    int linger = 0;
    zmq_setsockopt(socket, ZMQ_LINGER, &linger, sizeof linger);
    zmq_close(socket);
    zmq_ctx_term(context);
    return refused > 0;
}
