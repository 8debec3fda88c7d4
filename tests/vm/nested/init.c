/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The only program of a nested guest. It says on the console in which mode the guest runs, as the guest itself finds
 * it, and powers off: cpu-version of every CPU node of its device tree, what its kernel makes of it, and what the
 * kernel tells programs. Every such line begins with WORD, and one that says "end" is the last.
 */
#include <endian.h>
#include <glob.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <unistd.h>

#define WORD "guest:"

static void tell_cpu_version(const char *path) {
        uint32_t cell = 0;
        FILE *file = fopen(path, "r");

        if (!file || fread(&cell, 1, sizeof(cell), file) != sizeof(cell))
                printf(WORD " cpu-version unreadable\n");
        else
                printf(WORD " cpu-version %08x\n", be32toh(cell));
        if (file)
                fclose(file);
}

static void tell_cpu_versions(void) {
        glob_t found = {0};

        glob("/sys/firmware/devicetree/base/cpus/*/cpu-version", 0, NULL, &found);
        for (size_t i = 0; i < found.gl_pathc; i++)
                tell_cpu_version(found.gl_pathv[i]);
        globfree(&found);
}

static void tell_cpuinfo(void) {
        char line[256];
        FILE *file = fopen("/proc/cpuinfo", "r");

        while (file && fgets(line, sizeof(line), file)) {
                char *value = strchr(line, ':');

                if (value && strncmp(line, "cpu", 3) == 0 && strchr(" \t:", line[3]))
                        printf(WORD " cpu%s", value + 1);
        }
        if (file)
                fclose(file);
}

int main(void) {
        const char *platform = (const char *)getauxval(AT_PLATFORM);

        mount("proc", "/proc", "proc", 0, NULL);
        mount("sysfs", "/sys", "sysfs", 0, NULL);
        tell_cpu_versions();
        tell_cpuinfo();
        printf(WORD " platform %s\n" WORD " end\n", platform ? platform : "");
        fflush(stdout);
        /* Only the console's own driver knows what is still on its way. */
        fsync(STDOUT_FILENO);
        sync();
        reboot(RB_POWER_OFF);
        return 1;
}
