#include <stddef.h>
#include <stdint.h>

/* The fuzzer's loop, from libclang_rt.fuzzer. */
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*callback)(const uint8_t *data, size_t size));
