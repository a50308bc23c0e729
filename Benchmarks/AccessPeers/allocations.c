/* Counts what a process asks memory for; to be preloaded. access-decisions reads the count. For glibc. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <stdio.h>
#include <errno.h>
extern void *__libc_malloc(size_t); extern void *__libc_calloc(size_t,size_t); extern void *__libc_realloc(void*,size_t); extern void *__libc_memalign(size_t,size_t);
static atomic_ulong n;
void *malloc(size_t s){atomic_fetch_add(&n,1);return __libc_malloc(s);}
void *calloc(size_t a,size_t b){atomic_fetch_add(&n,1);return __libc_calloc(a,b);}
void *realloc(void*p,size_t s){atomic_fetch_add(&n,1);return __libc_realloc(p,s);}
void *aligned_alloc(size_t a,size_t s){atomic_fetch_add(&n,1);return __libc_memalign(a,s);}
int posix_memalign(void**p,size_t a,size_t s){atomic_fetch_add(&n,1);*p=__libc_memalign(a,s);return *p?0:ENOMEM;}
unsigned long custody_allocations(void){return n;}
