/*
 * The table of the steps: what each writes and reads, and which keys of the
 * configuration decide its bytes; see stamp.h.
 */
#include <string.h>

#include "deid.h"
#include "stamp.h"

static const char *const validate_keys[] = {
	"processing.ignore_contour_names_containing",
	"processing.include_roi", "processing.exclude_roi",
	"processing.overlay_mode",
	"processing.on_ambiguous_series", "processing.on_missing_images",
	"processing.on_patient_mismatch",
	"processing.allow_frame_of_reference_mismatch",
	"processing.structure_sets", "processing.approval_status",
	"feature_flags.enable_segmentation_export", NULL
};
static const char *const anon_keys[] = {
	"anonymization.mode", "anonymization.uids",
	"anonymization.study_description", "anonymization.rules.remove_tags",
	"anonymization.rules.blank_tags", "anonymization.retain",
	"anonymization.safe_private", "anonymization.allow_burned_in",
	"anonymization.roi_names",
	/* a name that is cut must not change what these let through */
	"processing.ignore_contour_names_containing",
	"processing.include_roi", "processing.exclude_roi",
	"processing.on_patient_mismatch",
	/* which structure sets are left out is found out of the originals */
	"processing.on_ambiguous_series", "processing.on_missing_images",
	"processing.allow_frame_of_reference_mismatch",
	"processing.structure_sets", "processing.approval_status", NULL
};
static const char *const mask_keys[] = {
	"processing.ignore_contour_names_containing",
	"processing.include_roi", "processing.exclude_roi",
	"processing.rename_roi", "processing.overlay_mode",
	"processing.overlay_series_number",
	"processing.overlay_series_description",
	"processing.overlay_study_id", "processing.on_ambiguous_series",
	"processing.on_missing_images",
	"processing.allow_frame_of_reference_mismatch",
	"processing.structure_sets", "processing.approval_status", NULL
};
static const char *const burnin_keys[] = {
	"processing.burn_in_text", NULL
};
/* A Segmentation names the images that are delivered: those of netrt-burnin
 * when it is on, whose UIDs hang on its own settings. */
static const char *const segment_keys[] = {
	"feature_flags.enable_segmentation_export",
	"processing.segmentation_series_number",
	"processing.segmentation_series_description_template",
	"processing.segmentation_algorithm_name",
	"processing.segmentation_algorithm_version",
	"processing.segmentation_tracking_id",
	"processing.add_burn_in_disclaimer", NULL
};
static const char *const debugviz_keys[] = {
	"processing.ignore_contour_names_containing",
	"processing.include_roi", "processing.exclude_roi",
	"processing.rename_roi", "processing.burn_in_text",
	"processing.debug_series_number",
	"processing.debug_series_description",
	"processing.on_ambiguous_series",
	"processing.on_missing_images",
	"processing.allow_frame_of_reference_mismatch",
	"processing.structure_sets", "processing.approval_status",
	"visualization.jpeg_quality", NULL
};
static const char *const no_keys[] = { NULL };

static const struct netrt_step_def steps[] = {
	{ .name = "validate", .format = "1", .keys = validate_keys,
	    .reads_originals = true },
	{ .name = "anon", .format = NETRT_DEID_RULES, .dirs = { "Anon" },
	    .keys = anon_keys, .reads_originals = true },
	{ .name = "mask", .format = "2",
	    .dirs = { "Addition", "Segmentations" }, .keys = mask_keys,
	    .segments = segment_keys },
	{ .name = "burnin", .format = "2", .dirs = { "Burnin" },
	    .keys = burnin_keys, .font = true, .reads = "mask" },
	{ .name = "debugviz", .format = "1",
	    .dirs = { "debug_visualization", "DebugDicom" },
	    .keys = debugviz_keys, .font = true },
	{ .name = "send", .format = "1", .keys = no_keys },
};
#define NSTEPS (sizeof steps / sizeof steps[0])

const struct netrt_step_def *
netrt_step_find(const char *name)
{
	for (size_t i = 0; i < NSTEPS; i++)
		if (strcmp(steps[i].name, name) == 0)
			return &steps[i];
	return NULL;
}

bool
netrt_step_enabled(const struct netrt_config *cfg, const char *name)
{
	if (strcmp(name, "anon") == 0)
		return cfg->anonymization.enabled;
	if (strcmp(name, "burnin") == 0)
		return cfg->processing.add_burn_in_disclaimer;
	if (strcmp(name, "debugviz") == 0)
		return cfg->visualization.enabled;
	return true;
}

const char *
netrt_step_dir(const struct netrt_config *cfg,
    const struct netrt_step_def *def, unsigned i)
{
	if (i == 1 && def->segments && !cfg->segmentation.enabled)
		return NULL;
	return def->dirs[i];
}

const char *
netrt_step_reads(const struct netrt_config *cfg,
    const struct netrt_step_def *def)
{
	if (def->reads_originals)
		return NULL;
	if (def->reads != NULL)
		return def->reads;
	return cfg->anonymization.enabled ? "anon" : NULL;
}
