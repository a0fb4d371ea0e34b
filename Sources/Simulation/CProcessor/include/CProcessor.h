#ifndef CPROCESSOR_H
#define CPROCESSOR_H

/// How wide the vector instructions are that processor and operating system offer.
///
/// 512: AVX-512 F, CD, BW, DQ and VL (x86-64-v4). 256: AVX2 and FMA (x86-64-v3). 0: neither.
int processor_vector_bits(void);

/// Asks for the cache line at an address, which will be read and written soon.
static inline void processor_prefetch(const void *address) { __builtin_prefetch(address, 1, 2); }

#endif
