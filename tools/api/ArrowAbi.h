//===- ArrowAbi.h - the structs of Arrow's C data and C stream interface -----------------------------===//
//
// As arrow.apache.org/docs/format/CDataInterface.html and CStreamInterface.html lay them out.
//
#ifndef ENERGY_OPT_TOOLS_API_ARROWABI_H
#define ENERGY_OPT_TOOLS_API_ARROWABI_H

#include <cstdint>

extern "C" {
#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE
#define ARROW_FLAG_NULLABLE 2
/// What a column, or a table, is made of.
struct ArrowSchema {
  char const *format, *name, *metadata;
  int64_t flags, n_children;
  ArrowSchema **children;
  ArrowSchema *dictionary;
  void (*release)(ArrowSchema *);
  void *private_data;
};
/// What is in it.
struct ArrowArray {
  int64_t length, null_count, offset, n_buffers, n_children;
  void const **buffers;
  ArrowArray **children;
  ArrowArray *dictionary;
  void (*release)(ArrowArray *);
  void *private_data;
};
#endif
#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE
/// Batches one after another.
struct ArrowArrayStream {
  int (*get_schema)(ArrowArrayStream *, ArrowSchema *out);
  int (*get_next)(ArrowArrayStream *, ArrowArray *out);
  char const *(*get_last_error)(ArrowArrayStream *);
  void (*release)(ArrowArrayStream *);
  void *private_data;
};
#endif
}

#endif
