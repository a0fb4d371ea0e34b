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

// What those three are made of: some columns of a pivoted factorisation, a few reflectors at a time, their product as
// one block, that block times a matrix, and some columns of the orthonormal factor.
void zlaqps_(
    const int *rows, const int *columns, const int *offset, const int *wanted, int *done, void *a, const int *aStride,
    int *pivots, void *tau, double *norms, double *exactNorms, void *work, void *f, const int *fStride);
void zgeqr2_(
    const int *rows, const int *columns, void *a, const int *aStride, void *tau, void *work, int *status);
void zlarft_(
    const char *direction, const char *storage, const int *rows, const int *reflectors, const void *v,
    const int *vStride, const void *tau, void *t, const int *tStride);
void zlarfb_(
    const char *side, const char *op, const char *direction, const char *storage, const int *rows, const int *columns,
    const int *reflectors, const void *v, const int *vStride, const void *t, const int *tStride, void *c,
    const int *cStride, void *work, const int *workStride);
void zung2r_(
    const int *rows, const int *columns, const int *reflectors, void *a, const int *aStride, const void *tau,
    void *work, int *status);

// The eigenvectors of a Hermitian matrix by divide and conquer.
void zheevd_(
    const char *job, const char *half, const int *size, void *a, const int *aStride, double *eigenvalues, void *work,
    const int *workCount, double *realWork, const int *realWorkCount, int *integerWork, const int *integerWorkCount,
    int *status);

// What that one is made of: some columns of a tridiagonal matrix, the products that bring the others up to date, the
// last columns, and the eigenvectors of a tridiagonal matrix.
void zlatrd_(
    const char *half, const int *size, const int *columns, void *a, const int *aStride, double *beside, void *tau,
    void *w, const int *wStride);
void zher2k_(
    const char *half, const char *op, const int *size, const int *inner, const void *alpha, const void *a,
    const int *aStride, const void *b, const int *bStride, const double *beta, void *c, const int *cStride);
void zhetd2_(
    const char *half, const int *size, void *a, const int *aStride, double *diagonal, double *beside, void *tau,
    int *status);
void zstedc_(
    const char *job, const int *size, double *diagonal, double *beside, void *vectors, const int *vectorStride,
    void *work, const int *workCount, double *realWork, const int *realWorkCount, int *integerWork,
    const int *integerWorkCount, int *status);

// OpenBLAS's own: how many threads a call may use.
void openblas_set_num_threads(int count);
