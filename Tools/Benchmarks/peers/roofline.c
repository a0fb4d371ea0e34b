// What a machine can do at most: multiply-adds in registers, and bytes to and from memory.
//
//     roofline THREADS
//
// Prints the best of several tries, all threads together: GFLOP/s of fused multiply-adds in double precision (two
// operations each), and GB/s of scaling an array in place (read and written) that no cache holds.
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

enum { LANES = 8, CHAINS = 16, TRIES = 7 };
typedef double vector __attribute__((vector_size(LANES * sizeof(double))));

static const long multiply_add_rounds = 4000000;
static const size_t array_byte_count = 256u << 20;

static pthread_barrier_t barrier;
static int thread_count;
static double *array;
static volatile double sink;

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec + now.tv_nsec * 1e-9;
}

// Independent chains hide the latency of each.
static void multiply_add(void) {
    vector sums[CHAINS];
    const vector factor = {0.999, 0.999, 0.999, 0.999, 0.999, 0.999, 0.999, 0.999};
    for (int chain = 0; chain < CHAINS; chain++) sums[chain] = factor * chain;
    for (long round = 0; round < multiply_add_rounds; round++)
        for (int chain = 0; chain < CHAINS; chain++) sums[chain] = sums[chain] * factor + factor;
    double total = 0;
    for (int chain = 0; chain < CHAINS; chain++) total += sums[chain][0];
    sink = total;
}

static void scale(long index) {
    const size_t count = array_byte_count / sizeof(double) / thread_count;
    double *part = array + index * count;
    for (size_t position = 0; position < count; position++) part[position] *= 1.0000001;
}

// Each thread's work between two barriers; the first thread keeps the time.
static void *work(void *argument) {
    const long index = (intptr_t)argument;
    double best_compute = 1e9, best_memory = 1e9;
    memset(array + index * (array_byte_count / sizeof(double) / thread_count), 0, array_byte_count / thread_count);
    for (int attempt = 0; attempt < TRIES; attempt++) {
        pthread_barrier_wait(&barrier);
        double start = seconds();
        multiply_add();
        pthread_barrier_wait(&barrier);
        const double compute = seconds() - start;
        start = seconds();
        scale(index);
        pthread_barrier_wait(&barrier);
        const double memory = seconds() - start;
        if (compute < best_compute) best_compute = compute;
        if (memory < best_memory) best_memory = memory;
    }
    if (index == 0) {
        const double operations = 2.0 * LANES * CHAINS * multiply_add_rounds * thread_count;
        printf("{\"gflops\": %.1f, \"gigabytes\": %.1f}\n", operations / best_compute * 1e-9,
               2.0 * array_byte_count / best_memory * 1e-9);
    }
    return NULL;
}

int main(int argc, char **argv) {
    thread_count = argc > 1 ? atoi(argv[1]) : 1;
    if (thread_count < 1 || thread_count > 256) {
        fprintf(stderr, "usage: roofline THREADS\n");
        return 64;
    }
    array = mmap(NULL, array_byte_count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (array == MAP_FAILED) return 71;
    madvise(array, array_byte_count, MADV_HUGEPAGE);
    pthread_barrier_init(&barrier, NULL, thread_count);
    pthread_t threads[256];
    for (long index = 1; index < thread_count; index++)
        pthread_create(&threads[index], NULL, work, (void *)(intptr_t)index);
    work((void *)0);
    for (int index = 1; index < thread_count; index++) pthread_join(threads[index], NULL);
    return 0;
}
