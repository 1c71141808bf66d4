/*
 * The table of keys: every setting, its type, range and default, in the
 * order of netrt.yaml(5).  A key is added here, in the manual and in the
 * sample; a test compares the three.
 */
#include <string.h>

#include "config_key.h"

#define C(m)	.off = offsetof(struct netrt_config, m)
#define L(m)	.base = NETRT_B_LISTENER, \
		.off = offsetof(struct netrt_listener, m)
#define D(m)	.base = NETRT_B_DESTINATION, \
		.off = offsetof(struct netrt_destination, m)
#define R(m)	.base = NETRT_B_RENAME, \
		.off = offsetof(struct netrt_rename, m)
#define TEXT(n, where, d, len, rule) \
	{ .name = n, .type = NETRT_K_TEXT, where, .def = d, .max = len, \
	    .check = rule }
#define PATH(n, where, d) \
	{ .name = n, .type = NETRT_K_PATH, where, .def = d }
/* a path that may be "": none */
#define MAYBE(n, where) \
	{ .name = n, .type = NETRT_K_PATH, where, .def = "", .max = 1 }
#define FILE_(n, where, d) \
	{ .name = n, .type = NETRT_K_FILE, where, .def = d, .min = 1 }
#define UINT(n, where, d, lo, hi) \
	{ .name = n, .type = NETRT_K_UINT, where, .def = d, .min = lo, \
	    .max = hi }
#define NUM(n, where, d, lo, hi) \
	{ .name = n, .type = NETRT_K_NUMBER, where, .def = d, .min = lo, \
	    .max = hi }
#define BOOL(n, where, d) \
	{ .name = n, .type = NETRT_K_BOOL, where, .def = d }
#define ENUM(n, where, d, list) \
	{ .name = n, .type = NETRT_K_ENUM, where, .def = d, .choice = list }
#define EITHER(n, where, d, list) \
	{ .name = n, .type = NETRT_K_EITHER, where, .def = d, .choice = list }
#define LIST(n, where, d, rule) \
	{ .name = n, .type = NETRT_K_STRINGS, where, .def = d, .check = rule }
#define NONE(n, why) { .name = n, .type = NETRT_K_NONE, .note = why }

/* TEXT's min: 1 when it must not be empty */
#define FULL(n, where, d, len, rule) \
	{ .name = n, .type = NETRT_K_TEXT, where, .def = d, .min = 1, \
	    .max = len, .check = rule }

#define FULL_RULES	"anonymization.full_anonymization_rules."
#define MAX_IS	2147483647	/* PS3.5 table 6.2-1 */
#define DAY	86400.0

static const char *const conflict[] = { "refuse", "replace", NULL };
static const char *const ambiguous[] = { "refuse", "most_contours", NULL };
static const char *const missing[] = { "process", "quarantine", NULL };
static const char *const structs[] = { "all", "newest", NULL };
static const char *const approval[] = { "any", "approved", NULL };
static const char *const uids[] = { "keep", "remap", NULL };
static const char *const roi_names[] = { "clean", "strict", NULL };
static const char *const retain[] = {	/* as enum netrt_retain */
	"uids", "device_identity", "institution_identity",
	"patient_characteristics", "full_dates", "modified_dates",
	"descriptors", NULL
};
static const char *const modes[] = { "standard", "comprehensive", NULL };
static const char *const overlays[] = { "merged", "per_roi", "both", NULL };
static const char *const contexts[] = { "refuse", "decompress", NULL };
static const char *const verify[] = { "status", "find", NULL };
static const char *const series[] = {
	"overlay", "debug", "original", "segmentation", NULL
};
static const char *const styles[] = { "text", "json", NULL };
static const char *const txn_styles[] = { "keyvalue", "netrt", NULL };
static const char *const levels[] = {
	"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL", NULL
};

static const struct netrt_key listener_keys[] = {
	FULL("host", L(host), "0.0.0.0", 255, netrt_rule_host),
	UINT("port", L(port), "11112", 0, 65535),
	FULL("ae_title", L(ae_title), "CORRECT", 16, netrt_rule_scu_ae),
	BOOL("proxy", L(proxy), "false"),
	{ .name = NULL }
};

static const struct netrt_key destination_keys[] = {
	FULL("name", D(name), NULL, 64, netrt_rule_name),
	FULL("host", D(host), NULL, 255, netrt_rule_host),
	UINT("port", D(port), "104", 1, 65535),
	FULL("ae_title", D(ae_title), NULL, 16, netrt_rule_scu_ae),
	TEXT("calling_ae_title", D(calling_ae_title), "", 16,
	    netrt_rule_scu_ae),
	BOOL("required", D(required), "true"),
	{ .name = "series", .type = NETRT_K_FLAGS, D(series),
	    .def = "overlay debug segmentation", .choice = series },
	LIST("sop_classes", D(sop_classes), "", netrt_rule_uid),
	LIST("transfer_syntaxes", D(transfer_syntaxes), "", netrt_rule_uid),
	ENUM("on_no_context", D(on_no_context), "refuse", contexts),
	ENUM("verify", D(verify), "status", verify),
	UINT("find_port", D(find_port), "0", 0, 65535),
	TEXT("find_ae_title", D(find_ae_title), "", 16, netrt_rule_scu_ae),
	BOOL("tls", D(tls), "false"),
	MAYBE("tls_ca_file", D(tls_ca_file)),
	MAYBE("tls_certificate_file", D(tls_certificate_file)),
	MAYBE("tls_key_file", D(tls_key_file)),
	TEXT("tls_name", D(tls_name), "", 255, netrt_rule_host),
	{ .name = NULL }
};

static const struct netrt_key rename_keys[] = {
	FULL("match", R(match), NULL, 1024, netrt_rule_ere),
	TEXT("name", R(name), NULL, 64, netrt_rule_plain),
	{ .name = NULL }
};

const struct netrt_key netrt_keys[] = {
	FULL("dicom_listener.host", L(host), "0.0.0.0", 255,
	    netrt_rule_host),
	UINT("dicom_listener.port", L(port), "11112", 0, 65535),
	FULL("dicom_listener.ae_title", L(ae_title), "CORRECT", 16,
	    netrt_rule_scu_ae),
	NONE("dicom_listener.config_negotiated_transfer_syntax",
	    "objects are always stored as they were sent"),
	LIST("dicom_listener.calling_ae_titles",
	    C(listener.calling_ae_titles), "", netrt_rule_ae),
	LIST("dicom_listener.allowed_addresses",
	    C(listener.allowed_addresses), "", netrt_rule_cidr),
	LIST("dicom_listener.accepted_sop_classes",
	    C(listener.accepted_sop_classes), "", netrt_rule_class),
	LIST("dicom_listener.accepted_transfer_syntaxes",
	    C(listener.accepted_transfer_syntaxes), "", netrt_rule_syntax),
	LIST("dicom_listener.sop_classes", C(listener.sop_classes), "",
	    netrt_rule_class),
	UINT("dicom_listener.max_associations",
	    C(listener.max_associations), "32", 1, 1000),
	UINT("dicom_listener.max_associations_per_peer",
	    C(listener.max_associations_per_peer), "8", 1, 1000),
	UINT("dicom_listener.reserve_mb", C(listener.reserve_mb), "512", 0,
	    1e9),
	NUM("dicom_listener.idle_timeout_seconds",
	    C(listener.idle_timeout_s), "60", 1, DAY),
	NUM("dicom_listener.acse_timeout_seconds",
	    C(listener.acse_timeout_s), "10", 1, 3600),
	UINT("dicom_listener.max_object_mb", C(listener.max_object_mb),
	    "2048", 1, 65536),
	ENUM("dicom_listener.on_conflict", C(listener.on_conflict), "refuse",
	    conflict),
	UINT("dicom_listener.refused_max_mb", C(listener.refused_max_mb),
	    "256", 0, 1e9),
	{ .name = "listeners", .type = NETRT_K_MAPS, C(listener.list),
	    .noff = offsetof(struct netrt_config, listener.n),
	    .sub = listener_keys, .size = sizeof(struct netrt_listener) },

	FULL("dicom_destination.ip", D(host), "127.0.0.1", 255,
	    netrt_rule_host),
	UINT("dicom_destination.port", D(port), "104", 1, 65535),
	FULL("dicom_destination.ae_title", D(ae_title), "DEST_AET", 16,
	    netrt_rule_ae),
	FULL("dicom_destination.calling_ae_title", D(calling_ae_title),
	    "PYNETDICOM", 16, netrt_rule_ae),
	{ .name = "destinations", .type = NETRT_K_MAPS, C(destinations),
	    .noff = offsetof(struct netrt_config, ndestinations),
	    .sub = destination_keys,
	    .size = sizeof(struct netrt_destination) },

	NUM("sending.connect_timeout_seconds", C(sending.connect_timeout_s),
	    "10", 1, 3600),
	NUM("sending.acse_timeout_seconds", C(sending.acse_timeout_s), "30",
	    1, 3600),
	NUM("sending.dimse_timeout_seconds", C(sending.dimse_timeout_s),
	    "120", 1, DAY),
	UINT("sending.batch_objects", C(sending.batch_objects), "500", 1,
	    1000),
	NUM("sending.retry_initial_seconds", C(sending.retry_initial_s),
	    "10", 1, DAY),
	NUM("sending.retry_max_seconds", C(sending.retry_max_s), "3600", 1,
	    DAY),
	NUM("sending.retry_limit_hours", C(sending.retry_limit_hours), "168",
	    0, 1e6),
	NUM("sending.best_effort_hours", C(sending.best_effort_hours), "24",
	    0, 1e6),
	NUM("sending.verify_wait_seconds", C(sending.verify_wait_s), "300",
	    0, 30 * DAY),
	UINT("sending.verify_attempts", C(sending.verify_attempts), "3", 1,
	    1000),

	PATH("directories.working", C(directories.working),
	    "~/CORRECT_working"),
	PATH("directories.logs", C(directories.logs), "~/CORRECT_logs"),
	FULL("directories.quarantine_subdir",
	    C(directories.quarantine_subdir), "quarantine", 64,
	    netrt_rule_subdir),

	{ .name = "logging.level", .type = NETRT_K_TEXT, C(logging.level),
	    .def = "INFO", .min = 1, .max = 16, .choice = levels },
	FULL("logging.format", C(logging.format),
	    "%(asctime)s [%(levelname)s] %(name)s: %(message)s", 1000,
	    netrt_rule_format),
	FILE_("logging.application_log_file",
	    C(logging.application_log_file), "application.log"),
	FILE_("logging.transaction_log_file",
	    C(logging.transaction_log_file), "transaction.log"),
	FULL("logging.transaction_log_format",
	    C(logging.transaction_log_format),
	    "%(asctime)s TXN [%(levelname)s]: %(message)s", 1000,
	    netrt_rule_format),
	BOOL("logging.console", C(logging.console), "false"),
	EITHER("logging.style", C(logging.json), "text", styles),
	EITHER("logging.transaction_style", C(logging.netrt_style),
	    "keyvalue", txn_styles),
	UINT("logging.max_mb", C(logging.max_mb), "64", 1, 1e6),
	UINT("logging.keep", C(logging.keep), "5", 0, 999),

	NUM("watcher.debounce_interval_seconds",
	    C(watcher.debounce_interval_s), "5", 0, DAY),
	UINT("watcher.min_file_count_for_processing",
	    C(watcher.min_file_count), "2", 1, 1e6),
	NUM("watcher.incomplete_wait_seconds", C(watcher.incomplete_wait_s),
	    "300", 0, 30 * DAY),
	NUM("watcher.polling_seconds", C(watcher.polling_s), "0", 0, 3600),
	NUM("watcher.rescan_seconds", C(watcher.rescan_s), "60", 1, DAY),

	LIST("processing.ignore_contour_names_containing",
	    C(processing.ignore_contour_names_containing), "skull",
	    netrt_rule_plain),
	LIST("processing.include_roi", C(processing.include_roi), "",
	    netrt_rule_ere),
	LIST("processing.exclude_roi", C(processing.exclude_roi), "",
	    netrt_rule_ere),
	{ .name = "processing.rename_roi", .type = NETRT_K_MAPS,
	    C(processing.rename_roi),
	    .noff = offsetof(struct netrt_config, processing.nrename_roi),
	    .sub = rename_keys, .size = sizeof(struct netrt_rename) },
	ENUM("processing.overlay_mode", C(processing.overlay_mode), "merged",
	    overlays),
	UINT("processing.overlay_series_number",
	    C(processing.overlay_series_number), "98", 0, MAX_IS),
	TEXT("processing.overlay_series_description",
	    C(processing.overlay_series_description),
	    "RESEARCH ONLY: Unapproved Treatment Plan CT w Mask", 64,
	    netrt_rule_dicom),
	TEXT("processing.overlay_study_id", C(processing.overlay_study_id),
	    "RTPlanShare", 16, netrt_rule_dicom),
	BOOL("processing.add_burn_in_disclaimer",
	    C(processing.add_burn_in_disclaimer), "true"),
	FULL("processing.burn_in_text", C(processing.burn_in_text),
	    "FOR RESEARCH USE ONLY - NOT FOR CLINICAL USE", 1024,
	    netrt_rule_lines),
	PATH("processing.font_file", C(processing.font_file),
	    "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"),
	ENUM("processing.on_ambiguous_series",
	    C(processing.on_ambiguous_series), "refuse", ambiguous),
	ENUM("processing.on_missing_images", C(processing.on_missing_images),
	    "process", missing),
	ENUM("processing.on_patient_mismatch",
	    C(processing.on_patient_mismatch), "quarantine", missing),
	BOOL("processing.allow_frame_of_reference_mismatch",
	    C(processing.allow_frame_of_reference_mismatch), "false"),
	ENUM("processing.structure_sets", C(processing.structure_sets),
	    "all", structs),
	ENUM("processing.approval_status", C(processing.approval_status),
	    "any", approval),
	UINT("processing.max_attempts", C(processing.max_attempts), "3", 1,
	    1e6),
	UINT("processing.parallel", C(processing.parallel), "2", 1, 256),
	NUM("processing.retain_after_delivery_seconds",
	    C(processing.retain_after_delivery_s), "3600", 0, 366 * DAY),
	UINT("processing.debug_series_number",
	    C(visualization.series_number), "101", 0, MAX_IS),
	TEXT("processing.debug_series_description",
	    C(visualization.series_description), "DEBUG: Contour Overlay",
	    64, netrt_rule_dicom),
	UINT("processing.segmentation_series_number",
	    C(segmentation.series_number), "99", 0, MAX_IS),
	TEXT("processing.segmentation_series_description_template",
	    C(segmentation.series_description),
	    "RESEARCH USE ONLY: CONTOUR {}", 64, netrt_rule_dicom),
	TEXT("processing.segmentation_algorithm_name",
	    C(segmentation.algorithm_name), "Radiation Oncologist", 64,
	    netrt_rule_dicom),
	TEXT("processing.segmentation_algorithm_version",
	    C(segmentation.algorithm_version), "v1.0", 64,
	    netrt_rule_dicom),
	TEXT("processing.segmentation_tracking_id",
	    C(segmentation.tracking_id), "FOR RESEARCH USE ONLY", 64,
	    netrt_rule_dicom),

	BOOL("visualization.enabled", C(visualization.enabled), "false"),
	BOOL("visualization.required", C(visualization.required), "false"),
	UINT("visualization.jpeg_quality", C(visualization.jpeg_quality),
	    "90", 1, 100),

	BOOL("anonymization.enabled", C(anonymization.enabled), "true"),
	ENUM("anonymization.mode", C(anonymization.mode), "standard", modes),
	BOOL("anonymization.full_anonymization_enabled",
	    C(anonymization.full), "false"),
	ENUM("anonymization.uids", C(anonymization.uids), "keep", uids),
	BOOL("anonymization.use_consistent_pid",
	    C(anonymization.use_consistent_pid), "true"),
	BOOL("anonymization.pid_date_suffix", C(anonymization.date_in_pid),
	    "false"),
	FULL("anonymization.site_code", C(anonymization.site_code), "SITE",
	    40, netrt_rule_site),
	PATH("anonymization.pid_mapping_file",
	    C(anonymization.pid_mapping_file), "/mnt/shared/pid_mapping.json"),
	{ .name = "anonymization.key_file", .type = NETRT_K_PATH,
	    C(anonymization.key_file), .def = "", .max = 1 },
	{ .name = "anonymization.reidentification_file",
	    .type = NETRT_K_PATH, C(anonymization.reidentification_file),
	    .def = "", .max = 1 },
	TEXT("anonymization.study_description",
	    C(anonymization.study_description), "", 64, netrt_rule_dicom),
	{ .name = "anonymization.retain", .type = NETRT_K_FLAGS,
	    C(anonymization.retain), .def = "", .choice = retain },
	LIST("anonymization.safe_private", C(anonymization.safe_private), "",
	    netrt_rule_private),
	BOOL("anonymization.allow_burned_in",
	    C(anonymization.allow_burned_in), "false"),
	EITHER("anonymization.roi_names", C(anonymization.strict_names),
	    "clean", roi_names),
	LIST("anonymization.default_tags_to_remove",
	    C(anonymization.default_remove), "", netrt_rule_keyword),
	LIST("anonymization.default_tags_to_blank",
	    C(anonymization.default_blank), "", netrt_rule_keyword),
	LIST("anonymization.rules.remove_tags", C(anonymization.remove_tags),
	    "", netrt_rule_keyword),
	LIST("anonymization.rules.blank_tags", C(anonymization.blank_tags),
	    "", netrt_rule_keyword),
	TEXT("anonymization.rules.generate_random_id_prefix",
	    C(anonymization.random_prefix), "", 40, netrt_rule_prefix),
	LIST(FULL_RULES "tags_to_remove", C(anonymization.full_rules.remove),
	    "", netrt_rule_keyword),
	LIST(FULL_RULES "tags_to_empty", C(anonymization.full_rules.empty),
	    "", netrt_rule_keyword),
	LIST(FULL_RULES "tags_to_modify_date",
	    C(anonymization.full_rules.date), "", netrt_rule_keyword),
	LIST(FULL_RULES "tags_to_modify_time",
	    C(anonymization.full_rules.time), "", netrt_rule_keyword),
	LIST(FULL_RULES "tags_to_regenerate_uid",
	    C(anonymization.full_rules.uid), "", netrt_rule_keyword),
	TEXT(FULL_RULES "patient_id_override",
	    C(anonymization.full_rules.patient_id), "", 64,
	    netrt_rule_plain),
	TEXT(FULL_RULES "patient_name_override",
	    C(anonymization.full_rules.patient_name), "", 64,
	    netrt_rule_plain),

	{ .name = "reporting.output_directory", .type = NETRT_K_PATH,
	    C(reporting.output_directory), .def = "/mnt/shared", .max = 1 },

	LIST("retention.keep", C(retention.keep), "pictures report",
	    netrt_rule_keep),
	NUM("retention.days", C(retention.days), "7", 0, 36500),
	NUM("retention.quarantine_days", C(retention.quarantine_days), "0",
	    0, 36500),
	UINT("retention.quarantine_max_mb", C(retention.quarantine_max_mb),
	    "0", 0, 1e9),
	NUM("retention.ledger_days", C(retention.ledger_days), "365", 0,
	    36500),

	BOOL("feature_flags.enable_segmentation_export",
	    C(segmentation.enabled), "false"),
	{ .name = NULL }
};
_Static_assert(sizeof netrt_keys / sizeof netrt_keys[0] <= NETRT_NKEYS_MAX,
    "NETRT_NKEYS_MAX is too small");

/* Settings of the design that no tool obeys yet: refused, never ignored.
 * Building one takes its line out. */
static const struct {
	const char *name, *value, *use;
} unbuilt[] = {
	{ NULL, NULL, NULL }
};

const char *
netrt_key_unbuilt(const char *name, const char *value)
{
	for (size_t i = 0; unbuilt[i].name != NULL; i++)
		if (strcmp(unbuilt[i].name, name) == 0 &&
		    strcmp(unbuilt[i].value, value) == 0)
			return unbuilt[i].use;
	return NULL;
}

size_t
netrt_keys_count(const struct netrt_key *k)
{
	size_t n = 0;

	while (k[n].name != NULL)
		n++;
	return n;
}
