/* The C interface from C: an estimate, and an error. */
#include "energy_opt.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static int fail(const char *what) {
  fprintf(stderr, "%s\n", what);
  return 1;
}

int main(void) {
  energy_opt_error *error = NULL;
  energy_opt_session *session = energy_opt_open(ENERGY_OPT_SOURCE_DIR "/boardmodels", &error);
  if (session == NULL)
    return fail(energy_opt_error_message(error));
  if (energy_opt_abi() != ENERGY_OPT_ABI)
    return fail("another library than header");
  energy_opt_report *report = energy_opt_estimate(
      session, "{\"path\":\"" ENERGY_OPT_SOURCE_DIR "/testdata/networks/mlp.onnx\",\"board\":\"xavier-nx\"}", NULL, 0,
      &error);
  if (report == NULL)
    return fail(energy_opt_error_message(error));
  energy_opt_totals totals;
  totals.struct_size = sizeof totals;
  energy_opt_report_totals(report, &totals);
  if (!(totals.energy_j > 0) || !isnan(totals.energy_low_j) || totals.macs <= 0)
    return fail("totals: an energy, no interval (the source gives none) and MACs were expected");
  energy_opt_report_free(report);
  report = energy_opt_estimate(session, "{\"path\":\"no-such.onnx\"}", NULL, 0, &error);
  if (report != NULL || strcmp(energy_opt_error_code(error), "input") != 0)
    return fail("a file that is not there is an input error");
  energy_opt_error_free(error);
  energy_opt_close(session);
  return 0;
}
