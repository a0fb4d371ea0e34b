#include "Internal.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// The numbers are the kernel's, given here because Debian 12's headers end at version 2 of the interface.
#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif

enum {
    CREATE_RULESET_VERSION = 1,
    RULE_PATH_BENEATH = 1,
};

enum {
    FILE_EXECUTE = 1 << 0,
    FILE_WRITE = 1 << 1,
    FILE_READ = 1 << 2,
    DIRECTORY_READ = 1 << 3,
    /// Removing and making entries of every kind: bits 4 to 12.
    DIRECTORY_CHANGE = 0x1ff0,
    MAKE_CHARACTER_DEVICE = 1 << 6,
    MAKE_BLOCK_DEVICE = 1 << 11,
    /// Moving between directories, since version 2.
    DIRECTORY_REFER = 1 << 13,
    /// Truncating, since version 3.
    FILE_TRUNCATE = 1 << 14,
    /// Ioctl on devices, since version 5.
    DEVICE_IOCTL = 1 << 15,
    /// Binding and connecting TCP ports, since version 4.
    NETWORK_ALL = 3,
    /// Abstract sockets and signals, since version 6.
    SCOPE_ALL = 3,
};

struct ruleset {
    uint64_t files;
    uint64_t network;
    uint64_t scoped;
};

struct path_rule {
    uint64_t allowed;
    int32_t parent;
} __attribute__((packed));

static uint64_t known_file_rights(int version) {
    uint64_t rights = FILE_EXECUTE | FILE_WRITE | FILE_READ | DIRECTORY_READ | DIRECTORY_CHANGE;
    if (version >= 2) rights |= DIRECTORY_REFER;
    if (version >= 3) rights |= FILE_TRUNCATE;
    if (version >= 5) rights |= DEVICE_IOCTL;
    return rights;
}

/// Allows rights below a path; a path that is not there needs no rule.
static int allow(int ruleset, const char *path, uint64_t rights) {
    struct stat status;
    int parent = open(path, O_PATH | O_CLOEXEC);
    if (parent < 0) return errno == ENOENT || errno == EACCES || errno == ENOTDIR ? 0 : -1;
    if (fstat(parent, &status) != 0) {
        close(parent);
        return -1;
    }
    // The kernel refuses rights that only make sense for directories when the path is a file.
    if (!S_ISDIR(status.st_mode)) rights &= FILE_EXECUTE | FILE_WRITE | FILE_READ | FILE_TRUNCATE | DEVICE_IOCTL;
    struct path_rule rule = {.allowed = rights, .parent = parent};
    int result = (int)syscall(SYS_landlock_add_rule, ruleset, RULE_PATH_BENEATH, &rule, 0u);
    int saved = errno;
    close(parent);
    errno = saved;
    return result;
}

static int allow_all(int ruleset, int version, const struct spinwire_lock_in_plan *plan, int has_private_root) {
    static const char *const devices[] = {"/dev/null", "/dev/zero", "/dev/urandom", "/dev/random"};
    uint64_t known = known_file_rights(version);
    uint64_t reading = FILE_EXECUTE | FILE_READ | DIRECTORY_READ;
    uint64_t writing = known & ~(uint64_t)(MAKE_CHARACTER_DEVICE | MAKE_BLOCK_DEVICE | DEVICE_IOCTL);
    const char *scratch = has_private_root ? "/tmp" : plan->fallback_scratch;
    for (size_t index = 0; plan->read_only_paths[index] != NULL; index += 1) {
        if (allow(ruleset, plan->read_only_paths[index], reading) != 0) return -1;
    }
    for (size_t index = 0; index < sizeof devices / sizeof devices[0]; index += 1) {
        if (allow(ruleset, devices[index], FILE_READ | FILE_WRITE) != 0) return -1;
    }
    // In a private root /proc is the job's own. Elsewhere it shows every process: only one's own entry is
    // opened, and what a child would read of itself it cannot.
    if (allow(ruleset, has_private_root ? "/proc" : "/proc/self", reading | FILE_WRITE) != 0) return -1;
    if (has_private_root && allow(ruleset, "/", DIRECTORY_READ) != 0) return -1;
    return scratch == NULL ? 0 : allow(ruleset, scratch, writing);
}

int spinwire_restrict_files(const struct spinwire_lock_in_plan *plan, struct spinwire_lock_in_report *report) {
    SPINWIRE_STEP(report, "landlock");
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, CREATE_RULESET_VERSION);
    if (version < 1) return 0;
    struct ruleset attributes = {.files = known_file_rights((int)version)};
    size_t byte_count = sizeof attributes.files;
    if (version >= 4) {
        attributes.network = NETWORK_ALL;
        byte_count = sizeof attributes.files + sizeof attributes.network;
    }
    if (version >= 6) {
        attributes.scoped = SCOPE_ALL;
        byte_count = sizeof attributes;
    }
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attributes, byte_count, 0u);
    if (ruleset < 0) return -1;
    int has_private_root = (report->features & SPINWIRE_FEATURE_PRIVATE_ROOT) != 0;
    if (allow_all(ruleset, (int)version, plan, has_private_root) != 0) return -1;
    if (syscall(SYS_landlock_restrict_self, ruleset, 0u) != 0) return -1;
    close(ruleset);
    report->features |= SPINWIRE_FEATURE_LANDLOCK_FILES;
    if (version >= 6) report->features |= SPINWIRE_FEATURE_LANDLOCK_SIGNALS;
    return 0;
}
