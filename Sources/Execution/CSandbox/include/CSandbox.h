/// Locking a program process in, starting processes, and watching them from outside.
///
/// The lock-in is written once, here: the executor links this target, and the zygote's children load the
/// same code as a dynamic library. Functions return 0 (or a count) on success and a negative `errno` value
/// on failure unless they say otherwise; none of them starts a thread.
#ifndef SPINWIRE_CSANDBOX_H
#define SPINWIRE_CSANDBOX_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

// MARK: - Lock-in

/// What surrounds a locked-in process. A bit that is not set in the report is a protection that this kernel
/// or container did not grant; it is reported, never assumed.
enum {
    /// A user namespace of its own: no capability outside, processes counted for this job alone.
    SPINWIRE_FEATURE_USER_NAMESPACE = 1 << 0,
    /// Pid 1 of a PID namespace of its own: its death takes the whole tree with it.
    SPINWIRE_FEATURE_PID_NAMESPACE = 1 << 1,
    /// A private, read-only root with nothing in it but what was listed.
    SPINWIRE_FEATURE_PRIVATE_ROOT = 1 << 2,
    /// A network namespace without any interface up.
    SPINWIRE_FEATURE_NETWORK_NAMESPACE = 1 << 3,
    SPINWIRE_FEATURE_IPC_NAMESPACE = 1 << 4,
    SPINWIRE_FEATURE_UTS_NAMESPACE = 1 << 5,
    SPINWIRE_FEATURE_CGROUP_NAMESPACE = 1 << 6,
    /// A user id that no other job and no service has.
    SPINWIRE_FEATURE_OWN_USER = 1 << 7,
    /// Landlock restricts which files can be read and written.
    SPINWIRE_FEATURE_LANDLOCK_FILES = 1 << 8,
    /// Landlock forbids signals to processes outside.
    SPINWIRE_FEATURE_LANDLOCK_SIGNALS = 1 << 9,
    SPINWIRE_FEATURE_SYSTEM_CALL_FILTER = 1 << 10,
    SPINWIRE_FEATURE_RESOURCE_LIMITS = 1 << 11,
    /// `/tmp` is private and has a size limit.
    SPINWIRE_FEATURE_PRIVATE_SCRATCH = 1 << 12,
    /// All capabilities and the bounding set are gone.
    SPINWIRE_FEATURE_NO_CAPABILITIES = 1 << 13,
};

/// How to lock a process in. All byte counts and counts are upper limits.
struct spinwire_lock_in_plan {
    /// `sizeof(struct spinwire_lock_in_plan)`, so that a caller with another layout is refused.
    uint32_t size;
    /// Features without which the lock-in fails.
    uint32_t features_required;
    /// Absolute paths that stay visible, read-only, each with all that is mounted below; ends with NULL.
    /// A path that does not exist is left out; a symbolic link is made anew as a link.
    const char *const *read_only_paths;
    /// A directory of the job's own, used for scratch only where no private root can be had; or NULL.
    const char *fallback_scratch;
    /// Become descriptors 1, 2 and 3; descriptor 0 becomes /dev/null.
    int32_t output_descriptor;
    int32_t error_descriptor;
    int32_t channel_descriptor;
    /// Becomes descriptor 4, which the caller closes after it has reported.
    int32_t status_descriptor;
    /// User and group to become, or UINT32_MAX to stay who one is.
    uint32_t user;
    uint32_t group;
    /// Address space allowed beyond what the process has mapped now.
    uint64_t address_space_byte_count_max;
    /// CPU seconds allowed beyond those used by now.
    uint64_t cpu_second_count_max;
    uint64_t file_byte_count_max;
    uint64_t process_count_max;
    uint64_t descriptor_count_max;
    uint64_t scratch_byte_count_max;
    uint64_t scratch_file_count_max;
};

struct spinwire_lock_in_report {
    /// `SPINWIRE_FEATURE_…` bits that are in force.
    uint32_t features;
    /// 0, or the `errno` of the step that failed.
    int32_t error;
    /// The step that failed, as a short ASCII word.
    char step[48];
};

/// Locks the calling process in, for good. Call it in a fresh, single-threaded child.
///
/// Where a namespace is not granted, goes on without it and leaves its bit out of the report. The system
/// call filter, the resource limits and the descriptor table are never optional.
///
/// - Returns: 0, or -1 with `error` and `step` filled in; the process is then half locked in and must exit.
int spinwire_lock_in(const struct spinwire_lock_in_plan *plan, struct spinwire_lock_in_report *report);

/// Makes the next forked child pid 1 of a new PID namespace. Needs a single-threaded caller.
int spinwire_pid_namespace_begin(void);
/// Undoes ``spinwire_pid_namespace_begin`` for later children. `own` is an open `/proc/self/ns/pid`.
int spinwire_pid_namespace_end(int own);

/// Fills `names` with a comma-separated list of the feature bits, for logs and reports.
void spinwire_feature_names(uint32_t features, char *names, size_t capacity);

// MARK: - Processes

/// Starts a program in a session of its own, with exactly the given descriptors and environment.
///
/// - Parameters:
///   - descriptors: `descriptor_count` open descriptors; number `i` becomes descriptor `i` of the child. -1 leaves
///     it closed. Everything else is closed.
///   - pidfd: receives a descriptor (close-on-exec) that refers to the child.
/// - Returns: the pid, or a negative `errno`.
int spinwire_spawn(
    const char *path, char *const arguments[], char *const environment[],
    const int *descriptors, int descriptor_count, int *pidfd);

/// The body of the hidden command that starts a zygote; returns the exit status of the calling process.
///
/// Runs `arguments` (absolute path first, ends with NULL) as pid 1 of a new PID namespace, in a new user
/// namespace where the caller is not root. The child dies when this process dies, and is killed when the
/// other end of `control` is closed. Where the namespaces are not granted, it runs without them.
int spinwire_zygote_launch(int control, char *const arguments[]);

int spinwire_pidfd_open(int pid);
/// Sends a signal; -ESRCH when the process is gone.
int spinwire_pidfd_signal(int pidfd, int signal);
/// The pid behind a pidfd as the caller's /proc numbers it, or a negative `errno` (-ESRCH when gone).
int spinwire_pidfd_pid(int pidfd);
/// Reaps a child without blocking. Returns 1 when reaped, 0 when it is still running, or a negative `errno`.
/// `exit_code` is -1 when a signal ended it, and `exit_signal` is 0 when it exited by itself.
int spinwire_pidfd_reap(int pidfd, int *exit_code, int *exit_signal);

struct spinwire_tree_usage {
    /// Anonymous and shared memory in RAM plus what is swapped out, summed over the tree, in bytes. Pages that
    /// forked processes share count for each of them: never too little, and cheap to read.
    uint64_t memory_byte_count;
    uint32_t process_count;
    /// 1 when the tree had more processes than are ever walked; the sum is then a lower bound.
    uint32_t is_truncated;
};

/// Adds up the memory of a process and all its descendants, as seen from outside.
int spinwire_tree_usage(int pid, struct spinwire_tree_usage *usage);

// MARK: - Sockets

/// A connected pair of local sockets (close-on-exec, non-blocking): stream, or one message per packet.
int spinwire_socket_pair(int sequenced_packets, int sockets[2]);

/// Sends bytes and descriptors in one message, without blocking and without SIGPIPE.
/// - Returns: bytes sent, or a negative `errno` (-EAGAIN when the socket is full).
ssize_t spinwire_send(int socket, const void *bytes, size_t byte_count, const int *descriptors, int descriptor_count);

/// Receives bytes and up to `descriptor_capacity` descriptors (close-on-exec), without blocking.
///
/// Descriptors beyond the capacity are closed, so that a peer cannot fill the caller's table.
/// - Returns: bytes received, 0 at the end of the stream, -EMSGSIZE when a packet was cut, or another negative `errno`.
ssize_t spinwire_receive(
    int socket, void *bytes, size_t capacity, int *descriptors, int descriptor_capacity, int *descriptor_count);

int spinwire_set_nonblocking(int descriptor);

#ifdef __cplusplus
}
#endif

#endif
