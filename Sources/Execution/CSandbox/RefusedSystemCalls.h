/// System calls that are refused by name; included into an array.
// Namespaces, mounts and roots.
SYS_unshare, SYS_setns, SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_swapon, SYS_swapoff,
SYS_quotactl, SYS_acct,
// Other processes.
SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_kcmp, SYS_pidfd_open, SYS_pidfd_send_signal,
SYS_perf_event_open,
// Kernel facilities with a history of holes.
SYS_bpf, SYS_userfaultfd, SYS_io_uring_setup, SYS_io_uring_enter, SYS_io_uring_register, SYS_keyctl,
SYS_add_key, SYS_request_key, SYS_seccomp, SYS_personality,
// Memory that no limit counts.
SYS_memfd_create, SYS_shmget, SYS_shmat, SYS_shmctl, SYS_semget, SYS_semop, SYS_semctl, SYS_msgget,
SYS_msgsnd, SYS_msgrcv, SYS_mq_open,
// Connections.
SYS_socket, SYS_connect, SYS_bind, SYS_listen, SYS_accept, SYS_accept4,
// The machine.
SYS_reboot, SYS_kexec_load, SYS_kexec_file_load, SYS_init_module, SYS_finit_module, SYS_delete_module,
SYS_syslog, SYS_sethostname, SYS_setdomainname, SYS_settimeofday, SYS_clock_settime, SYS_clock_adjtime,
SYS_adjtimex, SYS_vhangup, SYS_sync,
// Who one is.
SYS_setuid, SYS_setgid, SYS_setreuid, SYS_setregid, SYS_setresuid, SYS_setresgid, SYS_setgroups,
SYS_setfsuid, SYS_setfsgid, SYS_capset,
// Files by handle, and attributes that take kernel memory.
SYS_open_by_handle_at, SYS_name_to_handle_at, SYS_setxattr, SYS_lsetxattr, SYS_fsetxattr, SYS_removexattr,
SYS_lremovexattr, SYS_fremovexattr, SYS_fanotify_init, SYS_inotify_init1,
#if defined(__x86_64__)
// Older forms of the above, which newer machines do without.
SYS_modify_ldt, SYS_iopl, SYS_ioperm, SYS_inotify_init,
#endif
// Younger than some headers.
#ifdef SYS_move_mount
SYS_move_mount,
#endif
#ifdef SYS_open_tree
SYS_open_tree,
#endif
#ifdef SYS_fsopen
SYS_fsopen,
#endif
#ifdef SYS_fsconfig
SYS_fsconfig,
#endif
#ifdef SYS_fsmount
SYS_fsmount,
#endif
#ifdef SYS_fspick
SYS_fspick,
#endif
#ifdef SYS_mount_setattr
SYS_mount_setattr,
#endif
#ifdef SYS_process_madvise
SYS_process_madvise,
#endif
#ifdef SYS_pidfd_getfd
SYS_pidfd_getfd,
#endif
#ifdef SYS_memfd_secret
SYS_memfd_secret,
#endif
