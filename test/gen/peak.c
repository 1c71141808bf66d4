/*
 * peak FILE COMMAND...: run COMMAND, and append "SECONDS KIB" (wall clock,
 * largest resident set of it and what it waited for) to FILE.  Ends with the
 * status of COMMAND.
 */
#include <sys/resource.h>
#include <sys/wait.h>

#include <stdio.h>
#include <time.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	struct timespec a, b;
	struct rusage ru;
	FILE *f;
	pid_t pid;
	int st;

	if (argc < 3)
		return 64;
	clock_gettime(CLOCK_MONOTONIC, &a);
	if ((pid = fork()) == 0) {
		execvp(argv[2], argv + 2);
		perror(argv[2]);
		_exit(126);
	}
	if (pid < 0 || waitpid(pid, &st, 0) != pid)
		return 70;
	clock_gettime(CLOCK_MONOTONIC, &b);
	getrusage(RUSAGE_CHILDREN, &ru);
	if ((f = fopen(argv[1], "a")) == NULL)
		return 70;
	fprintf(f, "%.4f %ld\n", (double)(b.tv_sec - a.tv_sec) +
	    (double)(b.tv_nsec - a.tv_nsec) / 1e9, ru.ru_maxrss);
	if (fclose(f) != 0)
		return 70;
	return WIFEXITED(st) ? WEXITSTATUS(st) : 128 + WTERMSIG(st);
}
