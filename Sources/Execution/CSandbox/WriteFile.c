#include "Internal.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

int spinwire_write_file(const char *path, const char *text) {
    int descriptor = open(path, O_WRONLY | O_CLOEXEC);
    if (descriptor < 0) return -1;
    size_t count = strlen(text);
    ssize_t written = write(descriptor, text, count);
    int saved = errno;
    close(descriptor);
    errno = written < 0 ? saved : EIO;
    return written == (ssize_t)count ? 0 : -1;
}
