#include "Internal.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TREE_PROCESS_COUNT_MAX = 1024, CHILDREN_BYTE_COUNT_MAX = 16384 };

/// Processes found and not yet looked at, and those already counted, in one list.
struct tree {
    int pids[TREE_PROCESS_COUNT_MAX];
    uint32_t count;
    uint32_t is_truncated;
};

/// Reads a whole small file. Returns the number of bytes, or 0 when the process is gone.
static size_t read_text(const char *path, char *text, size_t capacity) {
    size_t used = 0;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    while (used < capacity - 1) {
        ssize_t count = read(file, text + used, capacity - 1 - used);
        if (count <= 0) break;
        used += (size_t)count;
    }
    close(file);
    text[used] = 0;
    return used;
}

static void add_children(struct tree *tree, const char *path) {
    char text[CHILDREN_BYTE_COUNT_MAX];
    size_t count = read_text(path, text, sizeof text);
    if (count == sizeof text - 1) tree->is_truncated = 1;
    char *cursor = text;
    for (;;) {
        char *end = cursor;
        long pid = strtol(cursor, &end, 10);
        if (end == cursor || pid <= 0) return;
        if (tree->count == TREE_PROCESS_COUNT_MAX) {
            tree->is_truncated = 1;
            return;
        }
        tree->pids[tree->count] = (int)pid;
        tree->count += 1;
        cursor = end;
    }
}

/// Each thread has children of its own.
static void add_children_of_threads(struct tree *tree, int pid) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/task", pid);
    DIR *threads = opendir(path);
    if (threads == NULL) return;
    for (struct dirent *entry = readdir(threads); entry != NULL; entry = readdir(threads)) {
        if (entry->d_name[0] < '0' || entry->d_name[0] > '9') continue;
        snprintf(path, sizeof path, "/proc/%d/task/%.16s/children", pid, entry->d_name);
        add_children(tree, path);
    }
    closedir(threads);
}

static uint64_t kibibytes(const char *text, const char *name) {
    const char *line = strstr(text, name);
    return line == NULL ? 0 : strtoull(line + strlen(name), NULL, 10);
}

/// Pages of files are not counted: they are shared, and the kernel takes them back when it needs them.
static uint64_t memory_byte_count(int pid) {
    char path[64];
    char text[4096];
    snprintf(path, sizeof path, "/proc/%d/status", pid);
    if (read_text(path, text, sizeof text) == 0) return 0;
    return 1024 * (kibibytes(text, "\nRssAnon:") + kibibytes(text, "\nRssShmem:") + kibibytes(text, "\nVmSwap:"));
}

int spinwire_tree_usage(int pid, struct spinwire_tree_usage *usage) {
    struct tree tree = {.count = 1};
    tree.pids[0] = pid;
    memset(usage, 0, sizeof *usage);
    for (uint32_t index = 0; index < tree.count; index += 1) {
        usage->memory_byte_count += memory_byte_count(tree.pids[index]);
        add_children_of_threads(&tree, tree.pids[index]);
    }
    usage->process_count = tree.count;
    usage->is_truncated = tree.is_truncated;
    return 0;
}
