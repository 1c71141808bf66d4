/*
 * The configuration: netrt.yaml(5) is its manual, NETRT's config.yaml loads
 * unchanged.  Read once, checked wholly, constant afterwards.  The only
 * user of libcyaml.
 *
 * Texts are UTF-8; no pointer is NULL unless said; lists have a count.
 */
#ifndef NETRT_CONFIG_H
#define NETRT_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"

struct netrt_strings {
	char **s;
	unsigned n;
};

enum netrt_on_conflict { NETRT_CONFLICT_REFUSE, NETRT_CONFLICT_REPLACE };
enum netrt_on_ambiguous { NETRT_AMBIGUOUS_REFUSE, NETRT_AMBIGUOUS_MOST };
enum netrt_on_missing { NETRT_MISSING_PROCESS, NETRT_MISSING_QUARANTINE };
enum netrt_structs { NETRT_STRUCTS_ALL, NETRT_STRUCTS_NEWEST };
enum netrt_approval { NETRT_APPROVAL_ANY, NETRT_APPROVAL_APPROVED };
enum netrt_uids { NETRT_UIDS_KEEP, NETRT_UIDS_REMAP };
enum netrt_anon_mode { NETRT_ANON_STANDARD, NETRT_ANON_COMPREHENSIVE };
enum netrt_overlay_mode {
	NETRT_OVERLAY_MERGED, NETRT_OVERLAY_PER_ROI, NETRT_OVERLAY_BOTH
};
/* What the comprehensive mode leaves in (anonymization.retain): the options
 * of PS3.15 E.3, in the order of the configuration's words. */
enum netrt_retain {
	NETRT_RETAIN_UIDS = 1,
	NETRT_RETAIN_DEVICE = 2,
	NETRT_RETAIN_INSTITUTION = 4,
	NETRT_RETAIN_PATIENT = 8,
	NETRT_RETAIN_FULL_DATES = 16,
	NETRT_RETAIN_MODIFIED_DATES = 32,
	NETRT_RETAIN_DESCRIPTORS = 64
};
enum netrt_verify { NETRT_VERIFY_STATUS, NETRT_VERIFY_FIND };
enum netrt_on_context { NETRT_CONTEXT_REFUSE, NETRT_CONTEXT_DECOMPRESS };

/* What a destination may ask for (destinations.series). */
enum netrt_send_series {
	NETRT_SEND_OVERLAY = 1,		/* Burnin or Addition */
	NETRT_SEND_DEBUG = 2,		/* DebugDicom */
	NETRT_SEND_ORIGINAL = 4,	/* DCM + Structure, or Anon */
	NETRT_SEND_SEGMENTATION = 8	/* Segmentations */
};

/* A rule for names of ROIs: s/match/name/i. */
struct netrt_rename {
	char *match;			/* pattern.h */
	char *name;
};

struct netrt_listener {
	char *host;			/* address to bind, v4 or v6 */
	unsigned port;			/* 0: any free port (logged) */
	char *ae_title;			/* called AE title we answer to */
	bool proxy;			/* PROXY protocol v1 header required */
};

struct netrt_destination {
	char *name;			/* of the journal: [A-Za-z0-9_-]+ */
	char *host;
	unsigned port;
	char *ae_title;			/* called */
	char *calling_ae_title;
	bool required;
	unsigned series;		/* bits of enum netrt_send_series */
	struct netrt_strings sop_classes;	/* UIDs; none: all */
	struct netrt_strings transfer_syntaxes;	/* UIDs; none: all */
	enum netrt_on_context on_no_context;
	enum netrt_verify verify;
	unsigned find_port;		/* of C-FIND; 0: port */
	char *find_ae_title;		/* "": ae_title */
	bool tls;
	char *tls_ca_file;		/* "" without TLS */
	char *tls_certificate_file, *tls_key_file;	/* "": none of ours */
	char *tls_name;			/* in its certificate; "": host */
};

struct netrt_config {
	char *path;			/* the file that was read */

	struct {
		struct netrt_listener *list;	/* dicom_listener first, or
						 * listeners */
		unsigned n;
		struct netrt_strings calling_ae_titles;	/* none: any */
		struct netrt_strings allowed_addresses;	/* CIDR; none: any */
		/* UIDs, or words of offer.h; none: all of the standard */
		struct netrt_strings accepted_sop_classes;
		struct netrt_strings accepted_transfer_syntaxes; /* UIDs;
							 * none: all */
		struct netrt_strings sop_classes;	/* the older name of
							 * accepted_... */
		unsigned max_associations;
		unsigned max_associations_per_peer;
		unsigned reserve_mb;		/* free disk below: refuse */
		double idle_timeout_s;
		double acse_timeout_s;
		unsigned max_object_mb;
		enum netrt_on_conflict on_conflict;
		unsigned refused_max_mb;	/* cap of quarantine/.refused */
	} listener;				/* dicom_listener.* */

	struct netrt_destination *destinations;
	unsigned ndestinations;
	struct {
		double connect_timeout_s, acse_timeout_s, dimse_timeout_s;
		unsigned batch_objects;	/* of an association */
		double retry_initial_s, retry_max_s;
		double retry_limit_hours;	/* 0: no limit */
		double best_effort_hours;
		double verify_wait_s;		/* for a PACS that indexes */
		unsigned verify_attempts;
	} sending;

	struct {
		char *working;
		char *logs;
		char *quarantine_subdir;
	} directories;

	struct {
		char *level;
		char *format;
		char *application_log_file;
		char *transaction_log_file;
		char *transaction_log_format;
		bool console;		/* messages to stderr as well */
		bool json;		/* logging.style: text | json */
		bool netrt_style;	/* transaction_style: netrt */
		unsigned max_mb;	/* rotate at */
		unsigned keep;		/* rotated files kept */
	} logging;

	struct {
		double debounce_interval_s;
		unsigned min_file_count;
		double incomplete_wait_s;
		double polling_s;	/* 0: inotify */
		double rescan_s;	/* 60 */
	} watcher;

	struct {
		struct netrt_strings ignore_contour_names_containing;
		struct netrt_strings include_roi;	/* pattern.h */
		struct netrt_strings exclude_roi;
		struct netrt_rename *rename_roi;
		unsigned nrename_roi;
		enum netrt_overlay_mode overlay_mode;
		unsigned overlay_series_number;
		char *overlay_series_description;
		char *overlay_study_id;
		bool add_burn_in_disclaimer;
		char *burn_in_text;
		char *font_file;
		enum netrt_on_ambiguous on_ambiguous_series;
		enum netrt_on_missing on_missing_images;
		enum netrt_on_missing on_patient_mismatch;
		bool allow_frame_of_reference_mismatch;
		enum netrt_structs structure_sets;
		enum netrt_approval approval_status;
		unsigned max_attempts;
		unsigned parallel;
		double retain_after_delivery_s;
	} processing;

	struct {
		bool enabled;	/* feature_flags.enable_segmentation_export */
		unsigned series_number;	/* processing.segmentation_* */
		char *series_description;	/* "{}": the ROI, or "N ROIs" */
		char *algorithm_name, *algorithm_version;
		char *tracking_id;
	} segmentation;

	struct {
		bool enabled;		/* -d */
		bool required;		/* its failure fails the study */
		unsigned series_number;	/* processing.debug_series_number */
		char *series_description;
		unsigned jpeg_quality;
	} visualization;

	struct {
		bool enabled;
		enum netrt_anon_mode mode;
		bool full;		/* NETRT's word for comprehensive;
					 * mode has it already */
		enum netrt_uids uids;
		bool use_consistent_pid;
		bool date_in_pid;	/* pid_date_suffix: NETRT's _YYYYMMDD */
		char *site_code;
		char *pid_mapping_file;
		char *key_file;		/* default: pid_mapping_file ".key" */
		char *reidentification_file;	/* "": none */
		char *random_prefix;	/* of pseudonyms that are not
					 * consistent; "": site_code */
		char *study_description;	/* "": keep */
		struct netrt_strings remove_tags;	/* keywords */
		struct netrt_strings blank_tags;
		/* of the Python NETRT; those that have an effect are in
		 * remove_tags and blank_tags already (config_netrt.c) */
		struct netrt_strings default_remove, default_blank;
		struct {
			struct netrt_strings remove, empty, date, time, uid;
			char *patient_id, *patient_name;
		} full_rules;
		unsigned retain;	/* bits of enum netrt_retain */
		struct netrt_strings safe_private; /* "gggg,ee,CREATOR" */
		bool allow_burned_in;
		bool strict_names;	/* roi_names: strict */
	} anonymization;

	struct {
		char *output_directory;	/* "": none */
	} reporting;

	struct {
		struct netrt_strings keep;	/* pictures report */
		double days;
		double quarantine_days;		/* 0: for ever */
		unsigned quarantine_max_mb;	/* 0: no limit */
		double ledger_days;	/* 0: for ever */
	} retention;

	struct netrt_strings warnings;	/* keys without effect, with lines */
};

/*
 * Load: defaults, then the file, then each "section.key=VALUE" of set[0..nset)
 * (VALUE is YAML).  file NULL: $NETRT_CONFIG, else /etc/netrt/netrt.yaml.
 * Fails with CONFIG and "FILE:LINE: section.key: what, and what is allowed".
 * On failure *out is NULL.  Free with netrt_config_free().
 */
enum netrt_rc netrt_config_read(const char *file, char *const *set,
    size_t nset, struct netrt_config **out, struct netrt_err *e) NETRT_MUST;
void netrt_config_free(struct netrt_config *cfg);

/* As netrt_config_read(), but visits every fault instead of the first. */
enum netrt_rc netrt_config_check(const char *file, char *const *set,
    size_t nset, void (*fault)(void *ctx, const char *text), void *ctx,
    struct netrt_err *e) NETRT_MUST;

/* Does netrt-anon map UIDs, as it is configured?  In the mode standard
 * anonymization.uids says so, in comprehensive that nothing retains them. */
bool netrt_config_maps_uids(const struct netrt_config *cfg);
/* Does no day of a study leave: are dates shifted or removed? */
bool netrt_config_hides_dates(const struct netrt_config *cfg);

/*
 * The effective value of "section.key" in one canonical text: the same
 * settings give the same text, however they were written.  Lists are in
 * flow style: ["a", "b"].  An unknown key: CONFIG.  The caller frees *text.
 */
enum netrt_rc netrt_config_get(const struct netrt_config *cfg,
    const char *key, char **text, struct netrt_err *e) NETRT_MUST;

/* Visit every key in the order of the manual; origin: "default", "FILE:LINE",
 * "-o". */
void netrt_config_each(const struct netrt_config *cfg,
    void (*visit)(void *ctx, const char *key, const char *value,
    const char *origin), void *ctx);

#endif
