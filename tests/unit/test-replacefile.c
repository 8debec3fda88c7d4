/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The one writer of files. fsync() is a false one here, which can fail, or be the moment of a signal. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "macros.h"
#include "replacefile.h"
#include "unit.h"

static char folder[] = "/tmp/ppc-compat-replace-XXXXXX";
static char path[64];

static int fsync_error, fsync_signal;
static unsigned fsyncs, failing_fsync;

int fsync(int fd) {
        if (fsync_signal)
                raise(fsync_signal);
        if (++fsyncs != failing_fsync)
                return 0;
        errno = fsync_error;
        return -1;
}

static int remove_entry(const char *name, const struct stat *st, int type, struct FTW *ftw) {
        return remove(name);
}

static int make_folder(void **state) {
        strcpy(strrchr(folder, '-'), "-XXXXXX");
        if (!mkdtemp(folder))
                return -1;
        snprintf(path, sizeof(path), "%s/file", folder);
        fsyncs = failing_fsync = 0;
        fsync_error = fsync_signal = 0;
        return 0;
}

static int remove_folder(void **state) {
        return nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

static void assert_content(const char *name, const char *text) {
        CLEANUP(fclosep) FILE *file = fopen(name, "r");
        char content[64] = "";

        assert_non_null(file);
        assert_true(fread(content, 1, sizeof(content) - 1, file) == strlen(text));
        assert_string_equal(content, text);
}

static void assert_entries(unsigned expected) {
        DIR *stream = opendir(folder);
        unsigned entries = 0;

        assert_non_null(stream);
        while (readdir(stream))
                entries++;
        closedir(stream);
        assert_int_equal(entries, expected + 2);
}

static int put(const char *text, mode_t mode) {
        return replacefile_write(path, text, strlen(text), mode, NULL);
}

static mode_t mode_of(const char *name) {
        struct stat st;

        assert_int_equal(lstat(name, &st), 0);
        return st.st_mode & 07777;
}

static void test_new_and_old(void **state) {
        assert_int_equal(put("first", 0644), 0);
        assert_content(path, "first");
        assert_int_equal(put("", 0644), 0);
        assert_content(path, "");
        assert_int_equal(put("third", 0644), 0);
        assert_content(path, "third");
        assert_entries(1);
        /* The file and the folder, each time. */
        assert_int_equal(fsyncs, 6);
}

static void test_modes(void **state) {
        mode_t before = umask(007);

        assert_int_equal(put("text", REPLACEFILE_UMASK), 0);
        assert_int_equal(mode_of(path), 0660);
        assert_int_equal(put("text", 0644), 0);
        assert_int_equal(mode_of(path), 0644);
        assert_int_equal(put("text", 0600), 0);
        assert_int_equal(mode_of(path), 0600);
        umask(before);
}

static void test_relative_name(void **state) {
        char before[PATH_MAX];

        assert_non_null(getcwd(before, sizeof(before)));
        assert_int_equal(chdir(folder), 0);
        assert_int_equal(replacefile_write("file", "text", 4, 0644, NULL), 0);
        assert_int_equal(chdir(before), 0);
        assert_content(path, "text");
}

static void test_longest_name(void **state) {
        char name[NAME_MAX + 1], longest[sizeof(folder) + 1 + sizeof(name)];

        memset(name, 'x', NAME_MAX);
        name[NAME_MAX] = '\0';
        snprintf(longest, sizeof(longest), "%s/%s", folder, name);
        assert_int_equal(replacefile_write(longest, "text", 4, 0644, NULL), 0);
        assert_content(longest, "text");
        assert_entries(1);
}

static void test_links(void **state) {
        char target[sizeof(path) + 8];

        snprintf(target, sizeof(target), "%s.target", path);
        assert_int_equal(symlink(target, path), 0);
        assert_int_equal(put("text", 0644), REPLACEFILE_NOT_REGULAR);
        assert_entries(1);
        assert_int_equal(close(creat(target, 0600)), 0);
        assert_int_equal(put("text", 0644), REPLACEFILE_NOT_REGULAR);
        assert_content(target, "");
        assert_entries(2);
        assert_int_equal(readlink(path, target, sizeof(target)), strlen(path) + strlen(".target"));
}

static void assert_refused(mode_t type) {
        struct stat st;

        assert_int_equal(put("text", 0644), REPLACEFILE_NOT_REGULAR);
        assert_int_equal(lstat(path, &st), 0);
        assert_int_equal(st.st_mode & S_IFMT, type);
        assert_entries(1);
}

static void test_what_is_no_file(void **state) {
        struct sockaddr_un address = {.sun_family = AF_UNIX};
        CLEANUP(close_fdp) int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        char trailing[sizeof(path) + 1];

        assert_int_equal(mkfifo(path, 0600), 0);
        assert_refused(S_IFIFO);
        assert_int_equal(unlink(path), 0);

        strcpy(address.sun_path, path);
        assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
        assert_refused(S_IFSOCK);
        assert_int_equal(unlink(path), 0);

        assert_int_equal(mkdir(path, 0700), 0);
        assert_refused(S_IFDIR);
        snprintf(trailing, sizeof(trailing), "%s/", path);
        assert_int_equal(replacefile_write(trailing, "text", 4, 0644, NULL), REPLACEFILE_NOT_REGULAR);
        assert_entries(1);
}

static void test_no_folder(void **state) {
        assert_int_equal(replacefile_write("/nonexistent/file", "text", 4, 0644, NULL), -ENOENT);
        assert_int_equal(replacefile_write("", "text", 4, 0644, NULL), REPLACEFILE_NOT_REGULAR);
        assert_int_equal(put("text", 0644), 0);
        strcat(path, "/below");
        assert_int_equal(put("text", 0644), -ENOTDIR);
}

/* A disk that is full: the old file stays, and nothing beside it. */
static void test_no_room(void **state) {
        struct rlimit before, limit;
        void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);

        assert_int_equal(put("old", 0644), 0);
        assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
        limit = (struct rlimit){.rlim_cur = 2, .rlim_max = before.rlim_max};
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
        assert_int_equal(put("longer", 0644), -EFBIG);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
        signal(SIGXFSZ, handler);
        assert_content(path, "old");
        assert_entries(1);
}

static void test_failing_disk(void **state) {
        assert_int_equal(put("old", 0644), 0);
        fsyncs = 0;
        fsync_error = EIO;
        failing_fsync = 1;
        assert_int_equal(put("new", 0644), -EIO);
        assert_content(path, "old");
        assert_entries(1);

        /* Only the folder is not on the disk. */
        fsyncs = 0;
        failing_fsync = 2;
        assert_int_equal(put("new", 0644), -EIO);
        assert_content(path, "new");
        assert_entries(1);

        /* A file system that has no such thing. */
        fsyncs = 0;
        fsync_error = EINVAL;
        assert_int_equal(put("newer", 0644), 0);

        /* A folder that may be written to and not be read. */
        fsyncs = 0;
        fsync_error = EBADF;
        assert_int_equal(put("newest", 0644), 0);
}

/* What the file is, whenever it is the new one. */
static void test_what_was_written(void **state) {
        static const struct {
                unsigned failing_fsync;
                bool is_new;
        } cases[] = {{0, true}, {1, false}, {2, true}};

        fsync_error = EIO;
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                struct stat written = {0}, st;

                fsyncs = 0;
                failing_fsync = cases[i].failing_fsync;
                assert_int_equal(replacefile_write(path, "text", 4, 0644, &written), failing_fsync ? -EIO : 0);
                assert_int_equal(lstat(path, &st), 0);
                assert_int_equal(written.st_ino, cases[i].is_new ? st.st_ino : 0);
                assert_int_equal(written.st_mtim.tv_nsec, cases[i].is_new ? st.st_mtim.tv_nsec : 0);
        }
}

/* It ends the program, and leaves nothing behind. */
static void test_signal(void **state) {
        static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

        for (size_t i = 0; i < ELEMENTS(signals); i++) {
                pid_t pid = fork();
                int status;

                assert_true(pid >= 0);
                if (pid == 0) {
                        setrlimit(RLIMIT_CORE, &(struct rlimit){0});
                        signal(signals[i], SIG_DFL);
                        fsync_signal = signals[i];
                        put("text", 0644);
                        _exit(0);
                }
                assert_int_equal(waitpid(pid, &status, 0), pid);
                assert_true(WIFSIGNALED(status) && WTERMSIG(status) == signals[i]);
                assert_entries(1);
        }
}

static void test_words(void **state) {
        assert_string_equal(replacefile_strerror(-ENOSPC), strerror(ENOSPC));
        assert_non_null(strstr(replacefile_strerror(REPLACEFILE_NOT_REGULAR), "regular file"));
}

#define FILE_TEST(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void) {
        const struct CMUnitTest tests[] = {
                FILE_TEST(test_new_and_old),      FILE_TEST(test_modes),   FILE_TEST(test_relative_name),
                FILE_TEST(test_longest_name),     FILE_TEST(test_links),   FILE_TEST(test_what_is_no_file),
                FILE_TEST(test_no_folder),        FILE_TEST(test_no_room), FILE_TEST(test_failing_disk),
                FILE_TEST(test_what_was_written), FILE_TEST(test_signal),  cmocka_unit_test(test_words),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
