// SPDX-License-Identifier: GPL-3.0-or-later
// Runs a command and says what it took: exit status, CPU seconds (user and system), peak KiB.
//
//     measure CORE OUTPUT COMMAND [ARGUMENT...]
//
// CORE pins the command to one core (-1: any); OUTPUT is the file for its standard output. A small
// program of its own, because a child's peak memory starts at that of the process it forked from.
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static double seconds(struct timeval time) { return time.tv_sec + time.tv_usec * 1e-6; }

static void become(int core, const char *output, char **command) {
    if (core >= 0) {
        cpu_set_t cores;
        CPU_ZERO(&cores);
        CPU_SET(core, &cores);
        if (sched_setaffinity(0, sizeof cores, &cores) != 0) perror("measure: cannot pin");
    }
    int file = open(output, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (file < 0 || dup2(file, STDOUT_FILENO) < 0) {
        perror(output);
        _exit(126);
    }
    execvp(command[0], command);
    perror(command[0]);
    _exit(127);
}

int main(int count, char **arguments) {
    if (count < 4) return fprintf(stderr, "usage: measure CORE OUTPUT COMMAND...\n"), 2;
    pid_t child = fork();
    if (child < 0) return perror("fork"), 1;
    if (child == 0) become(atoi(arguments[1]), arguments[2], arguments + 3);
    int status = 0;
    struct rusage usage;
    if (wait4(child, &status, 0, &usage) != child) return perror("wait4"), 1;
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    printf("%d %.6f %ld\n", code, seconds(usage.ru_utime) + seconds(usage.ru_stime),
           usage.ru_maxrss);
    return 0;
}
