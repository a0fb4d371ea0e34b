/// System calls that are always allowed; included into an array.
// Files and directories.
SYS_read, SYS_write, SYS_close, SYS_stat, SYS_fstat, SYS_lstat, SYS_lseek, SYS_pread64, SYS_pwrite64,
SYS_readv, SYS_writev, SYS_preadv, SYS_pwritev, SYS_preadv2, SYS_pwritev2, SYS_pipe2, SYS_pselect6,
SYS_ppoll, SYS_dup, SYS_dup3, SYS_fcntl, SYS_flock, SYS_fsync, SYS_fdatasync, SYS_truncate, SYS_ftruncate,
SYS_getdents64, SYS_getcwd, SYS_chdir, SYS_fchdir, SYS_renameat, SYS_renameat2, SYS_mkdirat, SYS_linkat,
SYS_unlinkat, SYS_symlinkat, SYS_readlinkat, SYS_fchmod, SYS_fchmodat, SYS_fchown, SYS_fchownat, SYS_umask,
SYS_utimensat, SYS_mknodat, SYS_statfs, SYS_fstatfs, SYS_openat, SYS_newfstatat, SYS_statx, SYS_faccessat,
SYS_fallocate, SYS_fadvise64, SYS_readahead, SYS_sendfile, SYS_copy_file_range, SYS_splice, SYS_tee,
SYS_getxattr, SYS_lgetxattr, SYS_fgetxattr, SYS_listxattr, SYS_llistxattr, SYS_flistxattr,
// Memory.
SYS_mmap, SYS_mprotect, SYS_munmap, SYS_brk, SYS_mremap, SYS_msync, SYS_mincore, SYS_madvise, SYS_mlock,
SYS_munlock, SYS_mlockall, SYS_munlockall, SYS_membarrier, SYS_pkey_alloc, SYS_pkey_free, SYS_pkey_mprotect,
SYS_get_mempolicy,
// Processes, threads and signals.
SYS_execve, SYS_execveat, SYS_exit, SYS_exit_group, SYS_wait4, SYS_waitid, SYS_kill, SYS_tkill, SYS_tgkill,
SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_rt_sigpending, SYS_rt_sigtimedwait,
SYS_rt_sigqueueinfo, SYS_rt_tgsigqueueinfo, SYS_rt_sigsuspend, SYS_sigaltstack, SYS_getitimer,
SYS_setitimer, SYS_futex, SYS_set_robust_list, SYS_get_robust_list, SYS_set_tid_address, SYS_rseq,
SYS_restart_syscall, SYS_sched_yield, SYS_sched_getaffinity, SYS_sched_setaffinity, SYS_sched_getparam,
SYS_sched_getscheduler, SYS_sched_get_priority_max, SYS_sched_get_priority_min, SYS_sched_rr_get_interval,
SYS_sched_getattr, SYS_getpriority, SYS_setpriority, SYS_getcpu, SYS_getrlimit, SYS_setrlimit,
SYS_prlimit64, SYS_getrusage, SYS_setsid, SYS_setpgid, SYS_getpgid, SYS_getsid, SYS_getpid, SYS_getppid,
SYS_gettid, SYS_getuid, SYS_geteuid, SYS_getgid, SYS_getegid, SYS_getgroups, SYS_getresuid, SYS_getresgid,
SYS_capget,
// Time.
SYS_nanosleep, SYS_clock_nanosleep, SYS_clock_gettime, SYS_clock_getres, SYS_gettimeofday, SYS_times,
SYS_timer_create, SYS_timer_settime, SYS_timer_gettime, SYS_timer_getoverrun, SYS_timer_delete,
// Waiting, and messages over sockets that are already there.
SYS_epoll_create1, SYS_epoll_ctl, SYS_epoll_pwait, SYS_eventfd2, SYS_signalfd4, SYS_timerfd_create,
SYS_timerfd_settime, SYS_timerfd_gettime, SYS_sendto, SYS_recvfrom, SYS_sendmsg, SYS_recvmsg, SYS_sendmmsg,
SYS_recvmmsg, SYS_shutdown, SYS_getsockname, SYS_getpeername, SYS_getsockopt, SYS_setsockopt,
// About the machine.
SYS_uname, SYS_sysinfo, SYS_getrandom,
#if defined(__x86_64__)
// Older forms of the above, which newer machines do without.
SYS_open, SYS_poll, SYS_access, SYS_pipe, SYS_select, SYS_dup2, SYS_getdents, SYS_rename, SYS_mkdir,
SYS_rmdir, SYS_creat, SYS_link, SYS_unlink, SYS_symlink, SYS_readlink, SYS_chmod, SYS_chown, SYS_lchown,
SYS_utime, SYS_utimes, SYS_futimesat, SYS_mknod, SYS_vfork, SYS_fork, SYS_pause, SYS_alarm,
SYS_set_thread_area, SYS_get_thread_area, SYS_arch_prctl, SYS_getpgrp, SYS_time, SYS_epoll_create,
SYS_epoll_wait, SYS_eventfd, SYS_signalfd,
#endif
// Younger than some headers.
#ifdef SYS_openat2
SYS_openat2,
#endif
#ifdef SYS_faccessat2
SYS_faccessat2,
#endif
#ifdef SYS_close_range
SYS_close_range,
#endif
#ifdef SYS_futex_waitv
SYS_futex_waitv,
#endif
#ifdef SYS_epoll_pwait2
SYS_epoll_pwait2,
#endif
