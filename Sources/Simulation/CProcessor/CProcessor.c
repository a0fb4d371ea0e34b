#include "CProcessor.h"

#if defined(__x86_64__)

int processor_vector_bits(void) {
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma") || !__builtin_cpu_supports("bmi") ||
        !__builtin_cpu_supports("bmi2") || !__builtin_cpu_supports("lzcnt") || !__builtin_cpu_supports("movbe") ||
        !__builtin_cpu_supports("f16c")) {
        return 0;
    }
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512cd") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl")) {
        return 512;
    }
    return 256;
}

#else

int processor_vector_bits(void) { return 0; }

#endif
