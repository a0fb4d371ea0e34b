// The routines of BLAS and LAPACK that matrix product states use, as every implementation exports them: Fortran
// names, all arguments by reference, matrices column by column, complex numbers as real then imaginary part.
//
// OpenBLAS is linked in its build for threads: the one without gives wrong results when two threads call it.

void zgemm_(
    const char *opA, const char *opB, const int *rows, const int *columns, const int *inner, const void *alpha,
    const void *a, const int *aStride, const void *b, const int *bStride, const void *beta, void *c,
    const int *cStride);

// QR, and the orthonormal factor written out.
void zgeqrf_(
    const int *rows, const int *columns, void *a, const int *aStride, void *tau, void *work,
    const int *workCount, int *status);
void zungqr_(
    const int *rows, const int *columns, const int *reflectors, void *a, const int *aStride, const void *tau,
    void *work, const int *workCount, int *status);

// QR with column pivoting.
void zgeqp3_(
    const int *rows, const int *columns, void *a, const int *aStride, int *pivots, void *tau, void *work,
    const int *workCount, double *realWork, int *status);

// A Hermitian matrix from products of rows or columns, and its eigenvectors by divide and conquer.
void zherk_(
    const char *half, const char *op, const int *size, const int *inner, const double *alpha, const void *a,
    const int *aStride, const double *beta, void *c, const int *cStride);
void zheevd_(
    const char *job, const char *half, const int *size, void *a, const int *aStride, double *eigenvalues, void *work,
    const int *workCount, double *realWork, const int *realWorkCount, int *integerWork, const int *integerWorkCount,
    int *status);

// OpenBLAS's own: how many threads a call may use.
void openblas_set_num_threads(int count);
