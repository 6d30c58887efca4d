/*===- energy_opt.h - the C interface of energy-opt ------------------------------------------------===*
 *
 *   energy_opt_session *session = energy_opt_open(NULL, NULL);
 *   energy_opt_error *error = NULL;
 *   energy_opt_report *report = energy_opt_estimate(session, "{\"path\":\"net.onnx\",\"board\":\"jetson-nano\"}", NULL, 0,
 *                                                   &error);
 *   if (report) { energy_opt_totals t = {sizeof t}; energy_opt_report_totals(report, &t); printf("%g J\n", t.energy_j); }
 *   else fprintf(stderr, "%s\n", energy_opt_error_message(error));
 *
 * Nothing is printed, no process is ended, there is no global state. Handles are opaque; a session may be used by any
 * number of threads at once, a report by any number that only read it. Texts are UTF-8 and end in NUL. Requests are
 * JSON objects (docs/worker.md has every key), so that new questions need no new functions.
 *
 * Figures are in SI units, of one execution of the network. A figure that is not known is NaN, a count -1: never 0.
 * Functions that take `energy_opt_error **error` set it where they return NULL, to be freed by energy_opt_error_free;
 * NULL may be passed in its place.
 */
#ifndef ENERGY_OPT_H
#define ENERGY_OPT_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define ENERGY_OPT_API __attribute__((visibility("default")))
#else
#define ENERGY_OPT_API
#endif

/** What this header describes: functions and fields are only added within one number. */
#define ENERGY_OPT_ABI 1

#ifdef __cplusplus
extern "C" {
#endif

typedef struct energy_opt_session energy_opt_session;
typedef struct energy_opt_report energy_opt_report;
typedef struct energy_opt_error energy_opt_error;

/** "0.1.0": the version of the library that is loaded. */
ENERGY_OPT_API const char *energy_opt_version(void);
/** ENERGY_OPT_ABI of the library that is loaded. */
ENERGY_OPT_API int energy_opt_abi(void);

/** "usage": what was asked cannot be; "input": what was read is broken; "internal": a fault of this library. */
ENERGY_OPT_API const char *energy_opt_error_code(const energy_opt_error *error);
/** One line, lower case, with file and node. */
ENERGY_OPT_API const char *energy_opt_error_message(const energy_opt_error *error);
/** The node that the message names; "" for none. */
ENERGY_OPT_API const char *energy_opt_error_node(const energy_opt_error *error);
/** The way out; "" for none. */
ENERGY_OPT_API const char *energy_opt_error_hint(const energy_opt_error *error);
/** NULL is fine. */
ENERGY_OPT_API void energy_opt_error_free(energy_opt_error *error);

/** Frees a text that one of the functions below returned. NULL is fine. */
ENERGY_OPT_API void energy_opt_free(char *text);

/** A session that looks for boards in `board_path`, folders separated by ':'; NULL: $ENERGY_OPT_BOARD_PATH, then the
 *  boards installed with the library. Board files are read once, when they are asked for. */
ENERGY_OPT_API energy_opt_session *energy_opt_open(const char *board_path, energy_opt_error **error);
/** Reports outlive their session. NULL is fine. */
ENERGY_OPT_API void energy_opt_close(energy_opt_session *session);

/** The report on the network that `request` names by "path" or "bytes", or on the `size` bytes at `network` where that
 *  is not NULL ("path" is then what the network is called). Edits whose "parts" are ["totals"] have no layers, which is quicker. */
ENERGY_OPT_API energy_opt_report *energy_opt_estimate(energy_opt_session *session, const char *request,
                                                      const void *network, size_t size,
                                                      energy_opt_error **error);
/** NULL is fine. */
ENERGY_OPT_API void energy_opt_report_free(energy_opt_report *report);
/** The report as "text", "json", "ndjson", "csv", "markdown", "html", "spdx" or "model-explorer". */
ENERGY_OPT_API char *energy_opt_report_write(const energy_opt_report *report, const char *format,
                                             energy_opt_error **error);

/** Of one execution. `interval_level`: how often the truth lies between low and high. */
typedef struct energy_opt_totals {
  size_t struct_size; /**< set by the caller to sizeof(energy_opt_totals): what fits is filled in */
  int64_t macs, other_ops, params, param_bytes, activation_bytes, peak_activation_bytes;
  double latency_s, latency_low_s, latency_high_s, device_latency_s, overhead_s, throughput_per_s, power_w;
  double energy_j, energy_low_j, energy_high_j, interval_level, energy_base_j, energy_dynamic_j;
  double calibrated_share; /**< of the energy: inside what the board was calibrated on */
  double trust_factor;     /**< the truth lies within this factor either way */
  const char *trust_level; /**< "calibrated", "partly", "guess"; "" where the board states no range */
} energy_opt_totals;
ENERGY_OPT_API void energy_opt_report_totals(const energy_opt_report *report, energy_opt_totals *totals);

/** One node of the network. Texts live as long as the report. */
typedef struct energy_opt_layer {
  size_t struct_size; /**< set by the caller to sizeof(energy_opt_layer): what fits is filled in */
  int64_t index;      /**< position in the file's graph */
  const char *name, *op, *scope, *kernel;
  const char *basis; /**< "fit", "extrapolated", "fallback", "fused", "free", "none"; "" without a board */
  int64_t macs, other_ops, params, bytes_read, bytes_written;
  double latency_s, power_w, energy_j, energy_low_j, energy_high_j, energy_base_j, energy_dynamic_j;
} energy_opt_layer;
ENERGY_OPT_API size_t energy_opt_report_layer_count(const energy_opt_report *report);
/** Layer `i` of the report, in graph order. 0 where there is none, else 1. */
ENERGY_OPT_API int energy_opt_report_layer(const energy_opt_report *report, size_t i,
                                           energy_opt_layer *layer);

/** The scalar keys of the layers as an Arrow C stream of one record batch (arrow.apache.org, "C stream interface").
 *  The consumer calls stream->release. */
struct ArrowArrayStream;
ENERGY_OPT_API void energy_opt_report_layers_arrow(const energy_opt_report *report,
                                                   struct ArrowArrayStream *stream);

/** What changed from `before` to `after`, layer by layer, as "text", "json", "csv", "markdown" or "html". */
ENERGY_OPT_API char *energy_opt_diff(const energy_opt_report *before, const energy_opt_report *after,
                                     const char *format, energy_opt_error **error);

/** The network under the budgets and rules of the request, as "json" (schema energy-opt/lint-report/1) or another format
 *  of energy-lint. `exit_code`, which may be NULL: what energy-lint would end with. */
ENERGY_OPT_API char *energy_opt_lint(energy_opt_session *session, const char *request, const void *network,
                                     size_t size, const char *format, int *exit_code,
                                     energy_opt_error **error);

/** Every board that is found, as a JSON array: settings, where it was metered, errors on networks the fit had not seen. */
ENERGY_OPT_API char *energy_opt_boards(energy_opt_session *session, energy_opt_error **error);
/** What a diagnostic code such as "EO0301" means and how to fix it, as JSON {code, title, meaning, fix}. */
ENERGY_OPT_API char *energy_opt_explain(const char *code, energy_opt_error **error);

/** A worker's answer to one request: {"id", "report" or "error"} on one line. */
ENERGY_OPT_API char *energy_opt_answer(energy_opt_session *session, const char *request);

#ifdef __cplusplus
}
#endif

#endif
