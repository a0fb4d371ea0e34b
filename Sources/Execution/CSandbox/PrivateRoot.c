#include "Internal.h"

#include <fcntl.h>
#include <limits.h>
#include <linux/mount.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef OPEN_TREE_CLOEXEC
#define OPEN_TREE_CLOEXEC O_CLOEXEC
#endif

/// Where the new root is put together. It is hidden by the new root itself, so sources below it are opened first.
static const char staging[] = "/tmp";

enum { SOURCE_COUNT_MAX = 64 };

/// One entry of the new root.
struct source {
    const char *path;
    /// A detached copy of the mount tree at `path`, or -1 for a symbolic link.
    int tree;
    int is_directory;
    int is_device;
    char link[PATH_MAX];
};

static const char *const devices[] = {"/dev/null", "/dev/zero", "/dev/urandom", "/dev/random"};

static int is_below(const char *path, const char *parent) {
    size_t count = strlen(parent);
    return strncmp(path, parent, count) == 0 && (path[count] == '/' || path[count] == 0);
}

/// Opens a detached copy of what is mounted at the path, read-only and without set-user-id.
/// - Returns: 1 when there is such a path, 0 when there is none, -1 on failure.
static int open_source(const char *path, int is_device, struct source *source) {
    struct stat status;
    source->path = path;
    source->tree = -1;
    source->is_device = is_device;
    source->is_directory = 0;
    if (lstat(path, &status) != 0) return errno == ENOENT || errno == ENOTDIR || errno == EACCES ? 0 : -1;
    if (S_ISLNK(status.st_mode) && !is_device) {
        ssize_t count = readlink(path, source->link, sizeof source->link - 1);
        if (count < 0) return -1;
        source->link[count] = 0;
        return 1;
    }
    source->is_directory = S_ISDIR(status.st_mode);
    source->tree = (int)syscall(
        SYS_open_tree, AT_FDCWD, path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE);
    if (source->tree < 0) return -1;
    struct mount_attr attributes = {0};
    attributes.attr_set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID;
    attributes.attr_set |= is_device ? MOUNT_ATTR_NOEXEC : MOUNT_ATTR_NODEV;
    attributes.propagation = MS_PRIVATE;
    return syscall(SYS_mount_setattr, source->tree, "", AT_EMPTY_PATH | AT_RECURSIVE, &attributes,
                   sizeof attributes) == 0 ? 1 : -1;
}

/// Opens all sources; a path below one already listed comes with that one.
static int open_sources(const char *const *paths, struct source *sources) {
    int count = 0;
    for (size_t index = 0; paths[index] != NULL; index += 1) {
        int covered = 0;
        for (int earlier = 0; earlier < count; earlier += 1) {
            if (sources[earlier].tree >= 0 && is_below(paths[index], sources[earlier].path)) covered = 1;
        }
        if (covered) continue;
        if (count == SOURCE_COUNT_MAX || paths[index][0] != '/') {
            errno = EINVAL;
            return -1;
        }
        int found = open_source(paths[index], 0, &sources[count]);
        if (found < 0) return -1;
        count += found;
    }
    for (size_t index = 0; index < sizeof devices / sizeof devices[0]; index += 1) {
        if (count == SOURCE_COUNT_MAX) break;
        int found = open_source(devices[index], 1, &sources[count]);
        if (found < 0) return -1;
        count += found;
    }
    return count;
}

/// Makes every missing directory above the last component of `path`.
static int make_parents(char *path) {
    for (char *slash = strchr(path + sizeof staging, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        int failed = mkdir(path, 0755) != 0 && errno != EEXIST;
        *slash = '/';
        if (failed) return -1;
    }
    return 0;
}

static int place_source(const struct source *source) {
    char target[PATH_MAX];
    if (snprintf(target, sizeof target, "%s%s", staging, source->path) >= (int)sizeof target) {
        errno = ENAMETOOLONG;
        return -1;
    }
    if (make_parents(target) != 0) return -1;
    if (source->tree < 0) return symlink(source->link, target);
    if (source->is_directory) {
        if (mkdir(target, 0755) != 0 && errno != EEXIST) return -1;
    } else {
        int file = open(target, O_CREAT | O_WRONLY | O_CLOEXEC, 0444);
        if (file < 0) return -1;
        close(file);
    }
    return (int)syscall(SYS_move_mount, source->tree, "", AT_FDCWD, target, MOVE_MOUNT_F_EMPTY_PATH);
}

/// /proc of the job's own PID namespace, scratch space, and the links that programs expect below /dev.
static int place_fixtures(const struct spinwire_lock_in_plan *plan, struct spinwire_lock_in_report *report) {
    static const struct { const char *to; const char *at; } links[] = {
        {"/proc/self/fd", "/tmp/dev/fd"}, {"/proc/self/fd/0", "/tmp/dev/stdin"},
        {"/proc/self/fd/1", "/tmp/dev/stdout"}, {"/proc/self/fd/2", "/tmp/dev/stderr"},
        // Named semaphores of Python's multiprocessing live there; they count against the scratch limit.
        {"/tmp", "/tmp/dev/shm"},
    };
    for (size_t index = 0; index < sizeof links / sizeof links[0]; index += 1) {
        if (symlink(links[index].to, links[index].at) != 0) return -1;
    }
    SPINWIRE_STEP(report, "mount proc");
    if (mkdir("/tmp/proc", 0555) != 0) return -1;
    if (mount("proc", "/tmp/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) != 0) return -1;
    SPINWIRE_STEP(report, "mount scratch");
    char options[128];
    snprintf(options, sizeof options, "mode=1777,size=%llu,nr_inodes=%llu",
             (unsigned long long)plan->scratch_byte_count_max, (unsigned long long)plan->scratch_file_count_max);
    // Mounted before the sources are placed, so that a source that lies below /tmp is not covered by it.
    return mount("scratch", "/tmp/tmp", "tmpfs", MS_NOSUID | MS_NODEV, options);
}

static int place_all(
    const struct spinwire_lock_in_plan *plan, const struct source *sources, int count,
    struct spinwire_lock_in_report *report
) {
    SPINWIRE_STEP(report, "mount root");
    if (mount("root", staging, "tmpfs", MS_NOSUID | MS_NODEV, "mode=755,size=1m,nr_inodes=512") != 0) return -1;
    if (mkdir("/tmp/dev", 0755) != 0 || mkdir("/tmp/tmp", 0755) != 0) return -1;
    if (place_fixtures(plan, report) != 0) return -1;
    SPINWIRE_STEP(report, "bind");
    for (int index = 0; index < count; index += 1) {
        if (place_source(&sources[index]) != 0) {
            snprintf(report->step, sizeof report->step, "bind %.40s", sources[index].path);
            return -1;
        }
    }
    return 0;
}

static int pivot(struct spinwire_lock_in_report *report) {
    SPINWIRE_STEP(report, "pivot root");
    if (chdir(staging) != 0) return -1;
    if (syscall(SYS_pivot_root, ".", ".") != 0) return -1;
    if (umount2(".", MNT_DETACH) != 0) return -1;
    if (chdir("/") != 0) return -1;
    // A tmpfs is writable by whoever owns it until it is remounted.
    SPINWIRE_STEP(report, "read-only root");
    return mount(NULL, "/", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV, NULL);
}

/// Whether the kernel or the container forbids this way, as against a plan that cannot be carried out.
static int is_forbidden(int error) { return error == EPERM || error == EACCES || error == ENOSYS; }

/// Puts the root together at the staging directory.
/// - Returns: 1 when it stands, 0 when that is forbidden here (nothing is left mounted), -1 on failure.
static int stage_root(const struct spinwire_lock_in_plan *plan, struct spinwire_lock_in_report *report) {
    struct source sources[SOURCE_COUNT_MAX];
    SPINWIRE_STEP(report, "open sources");
    int count = open_sources(plan->read_only_paths, sources);
    if (count < 0) return is_forbidden(errno) ? 0 : -1;
    int placed = place_all(plan, sources, count, report);
    int error = errno;
    for (int index = 0; index < count; index += 1) {
        if (sources[index].tree >= 0) close(sources[index].tree);
    }
    if (placed == 0) return 1;
    (void)umount2(staging, MNT_DETACH);
    errno = error;
    return is_forbidden(error) ? 0 : -1;
}

int spinwire_enter_private_root(const struct spinwire_lock_in_plan *plan, struct spinwire_lock_in_report *report) {
    int is_staged = 0;
    // Without a PID namespace there is no /proc to give away, and the old one shows every process.
    if ((report->features & SPINWIRE_FEATURE_PID_NAMESPACE) != 0 && unshare(CLONE_NEWNS) == 0) {
        SPINWIRE_STEP(report, "private mounts");
        if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) return -1;
        is_staged = stage_root(plan, report);
        if (is_staged < 0) return -1;
    }
    if (is_staged) {
        if (pivot(report) != 0) return -1;
        report->features |= SPINWIRE_FEATURE_PRIVATE_ROOT | SPINWIRE_FEATURE_PRIVATE_SCRATCH;
    }
    SPINWIRE_STEP(report, "enter scratch");
    const char *scratch = is_staged ? "/tmp" : plan->fallback_scratch;
    return chdir(scratch != NULL ? scratch : "/");
}
