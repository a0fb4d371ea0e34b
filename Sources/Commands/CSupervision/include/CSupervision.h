/// What a supervised process asks the kernel for, where Swift cannot call it.
#ifndef SPINWIRE_CSUPERVISION_H
#define SPINWIRE_CSUPERVISION_H

/// Has the kernel send `signal` to this process when the thread that started it ends.
///
/// - Returns: 0, or a negative `errno`.
int spinwire_die_with_parent(int signal);

/// Makes a pipe whose ends no child inherits by accident: `ends[0]` is read, `ends[1]` is written.
///
/// - Returns: 0, or a negative `errno`.
int spinwire_lifeline_make(int ends[2]);

#endif
