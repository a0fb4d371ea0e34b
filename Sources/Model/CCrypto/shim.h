// SHA-256 with its state as a plain value; the newer interface keeps it behind a pointer. Both run on the processor's
// own instructions for it.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
