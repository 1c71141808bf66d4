/*
 * pidrace MAP PROCS PATIENTS KILLS SEED: PROCS processes at once ask for the
 * pseudonyms of PATIENTS patients, each in its own order, while KILLS of them
 * are killed (SIGKILL) at random instants and begin again.  Then each patient
 * has one number whoever asked, no number is given twice, and none is lost.
 */
#define _GNU_SOURCE
#include <sys/mman.h>
#include <sys/wait.h>

#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "pidmap.h"

enum { MAX_PROCS = 64 };

/* What all processes see: number[process][patient], 0: not asked yet. */
static unsigned *number;
static struct netrt_config cfg;
static unsigned patients;

static unsigned
next(unsigned *seed, unsigned n)
{
	*seed = *seed * 1103515245u + 12345u;
	return *seed / 65536 % n;
}

/* One process: every patient whom it has not asked for. */
static int
ask_all(unsigned proc, unsigned seed)
{
	unsigned *mine = number + (size_t)proc * patients;
	unsigned from = next(&seed, patients), step = 1;

	while (step < 7 || patients % step == 0)
		step += 2;
	for (unsigned i = 0; i < patients; i++) {
		unsigned p = (from + i * step) % patients;
		char id[16], study[32];
		struct netrt_pid_query q = { .patient_id = id, .issuer = "",
		    .study = study, .date = "20260102", .now = 1764000000 };
		struct netrt_pid pid;
		struct netrt_err e;

		if (mine[p] != 0)
			continue;
		snprintf(id, sizeof id, "P%u", p);
		snprintf(study, sizeof study, "1.%u.%u", proc % 2, p + 1);
		if (netrt_pidmap_get(&cfg, &q, &pid, &e) != NETRT_OK) {
			printf("%s\n", e.msg);
			return 1;
		}
		mine[p] = (unsigned)strtoul(pid.id + 5, NULL, 10);
	}
	return 0;
}

static pid_t
start(unsigned proc, unsigned seed)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(ask_all(proc, seed));
	return pid;
}

/* Kill so many, and wait until all have ended by themselves. */
static bool
torment(pid_t *pid, unsigned procs, unsigned kills, unsigned seed)
{
	unsigned left = procs;
	bool good = true;

	while (left > 0) {
		int status;
		pid_t ended;

		if (kills > 0) {
			unsigned k = next(&seed, procs);
			struct timespec t = { 0, (long)next(&seed, 30000) *
			    1000 };

			nanosleep(&t, NULL);
			if (pid[k] > 0) {
				kill(pid[k], SIGKILL);
				kills--;
			}
		}
		while ((ended = waitpid(-1, &status, kills ? WNOHANG : 0)) >
		    0) {
			unsigned k = 0;

			while (pid[k] != ended)
				k++;
			pid[k] = 0;
			if (WIFSIGNALED(status)) {
				pid[k] = start(k, seed + k);
				continue;
			}
			good = good && WEXITSTATUS(status) == 0;
			if (--left == 0)
				break;
		}
	}
	if (kills > 0)
		printf("%u could not be killed any more\n", kills);
	return good;
}

static unsigned
verify(unsigned procs)
{
	bool *given = calloc(patients + 1, sizeof *given);
	unsigned bad = 0;

	for (unsigned p = 0; given != NULL && p < patients; p++) {
		unsigned n = number[p];

		for (unsigned k = 1; k < procs; k++)
			bad += number[(size_t)k * patients + p] != n;
		bad += n < 1 || n > patients || given[n];
		if (n >= 1 && n <= patients)
			given[n] = true;
	}
	free(given);
	return bad;
}

int
main(int argc, char **argv)
{
	char key[PATH_MAX];
	pid_t pid[MAX_PROCS];
	unsigned procs, kills, seed, bad;

	if (argc != 6)
		return 64;
	procs = (unsigned)strtoul(argv[2], NULL, 10);
	patients = (unsigned)strtoul(argv[3], NULL, 10);
	kills = (unsigned)strtoul(argv[4], NULL, 10);
	seed = (unsigned)strtoul(argv[5], NULL, 10);
	if (procs < 1 || procs > MAX_PROCS || patients < 1)
		return 64;
	snprintf(key, sizeof key, "%s.key", argv[1]);
	cfg.anonymization.use_consistent_pid = true;
	cfg.anonymization.site_code = (char[]){ "SITE" };
	cfg.anonymization.random_prefix = (char[]){ "" };
	cfg.anonymization.pid_mapping_file = argv[1];
	cfg.anonymization.key_file = key;
	number = mmap(NULL, (size_t)procs * patients * sizeof *number,
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (number == MAP_FAILED)
		return 75;
	for (unsigned k = 0; k < procs; k++)
		pid[k] = start(k, seed + k);
	if (!torment(pid, procs, kills, seed))
		return 70;
	bad = verify(procs);
	printf("%u wrong\n", bad);
	return bad == 0 ? 0 : 65;
}
