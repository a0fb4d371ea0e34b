#define _GNU_SOURCE
#include "CEventLoop.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

int spinwire_wake_make(void) {
    int descriptor = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    return descriptor < 0 ? -errno : descriptor;
}

void spinwire_wake_signal(int descriptor) {
    uint64_t one = 1;
    // A full counter (EAGAIN) leaves the descriptor readable, which is all that is wanted.
    while (write(descriptor, &one, sizeof one) < 0 && errno == EINTR) {
    }
}

void spinwire_wake_clear(int descriptor) {
    uint64_t count;
    while (read(descriptor, &count, sizeof count) < 0 && errno == EINTR) {
    }
}

int spinwire_poll(struct pollfd *entries, unsigned long count, int64_t timeout_nanoseconds) {
    struct timespec timeout = {
        .tv_sec = timeout_nanoseconds / 1000000000,
        .tv_nsec = timeout_nanoseconds % 1000000000,
    };
    int ready = ppoll(entries, count, timeout_nanoseconds < 0 ? NULL : &timeout, NULL);
    if (ready >= 0) return ready;
    if (errno != EINTR) return -errno;
    for (unsigned long index = 0; index < count; index++) entries[index].revents = 0;
    return 0;
}

struct thread_start {
    void (*body)(void *);
    void *argument;
    char name[16];
};

static void *run_thread(void *pointer) {
    struct thread_start start = *(struct thread_start *)pointer;
    free(pointer);
    pthread_setname_np(pthread_self(), start.name);
    start.body(start.argument);
    return NULL;
}

int spinwire_thread_start(
    pthread_t *thread, const char *name, void (*body)(void *argument), void *argument) {
    struct thread_start *start = malloc(sizeof *start);
    if (!start) return -ENOMEM;
    start->body = body;
    start->argument = argument;
    strncpy(start->name, name, sizeof start->name - 1);
    start->name[sizeof start->name - 1] = 0;

    // Signals are the main thread's to handle: a thread inherits the mask that its maker has at this moment.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = pthread_create(thread, NULL, run_thread, start);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (error) free(start);
    return -error;
}

int64_t spinwire_clock_monotonic(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

uint64_t spinwire_clock_realtime(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static _Thread_local const void *thread_mark;

const void *spinwire_thread_mark(void) { return thread_mark; }

void spinwire_thread_set_mark(const void *mark) { thread_mark = mark; }
