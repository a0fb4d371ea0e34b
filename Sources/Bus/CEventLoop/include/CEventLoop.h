#ifndef SPINWIRE_EVENT_LOOP_H
#define SPINWIRE_EVENT_LOOP_H

#include <poll.h>
#include <pthread.h>
#include <stdint.h>

// The parts of the operating system that an event loop needs and that Swift's Glibc module does not offer
// (feature-test macros, variadic or macro-only interfaces). Every call that fails returns -errno.

/// Makes an eventfd: non-blocking, closed on exec, counter 0.
int spinwire_wake_make(void);

/// Makes the eventfd readable. Safe from any thread.
void spinwire_wake_signal(int descriptor);

/// Makes the eventfd unreadable again.
void spinwire_wake_clear(int descriptor);

/// ppoll(2) with a timeout in nanoseconds, for ever when negative. Returns the number of ready entries; an
/// interruption by a signal counts as none.
int spinwire_poll(struct pollfd *entries, unsigned long count, int64_t timeout_nanoseconds);

/// Starts a joinable thread under a name of at most 15 bytes, all signals blocked in it. Returns 0 or -errno.
int spinwire_thread_start(
    pthread_t *thread, const char *name, void (*body)(void *argument), void *argument);

/// CLOCK_MONOTONIC in nanoseconds.
int64_t spinwire_clock_monotonic(void);

/// CLOCK_REALTIME in microseconds since 1970.
uint64_t spinwire_clock_realtime(void);

/// What the calling thread was marked with last, NULL at first.
const void *spinwire_thread_mark(void);

/// Marks the calling thread.
void spinwire_thread_set_mark(const void *mark);

#endif
