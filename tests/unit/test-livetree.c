/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Trees laid out as files in a temporary folder, packed and parsed again. */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <libfdt.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "devicetree.h"
#include "livetree.h"
#include "macros.h"
#include "unit.h"

static char root[] = "/tmp/ppc-compat-livetree-XXXXXX";

static unsigned sleeps;

/* In place of libc's. */
int nanosleep(const struct timespec *time, struct timespec *ret_left) {
        sleeps++;
        return 0;
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw) {
        return remove(path);
}

static int make_root(void **state) {
        strcpy(strrchr(root, '-'), "-XXXXXX");
        return mkdtemp(root) ? 0 : -1;
}

static int remove_root(void **state) {
        return nftw(root, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

static const char *beneath(const char *name) {
        static char path[256];

        assert_true((size_t)snprintf(path, sizeof(path), "%s/%s", root, name) < sizeof(path));
        return path;
}

static void make_node(const char *name) {
        assert_int_equal(mkdir(beneath(name), 0755), 0);
}

static void make_property(const char *name, const void *value, size_t size) {
        FILE *file = fopen(beneath(name), "w");

        assert_non_null(file);
        assert_int_equal(fwrite(value, 1, size, file), size);
        assert_int_equal(fclose(file), 0);
}

#define MAKE_TEXT(name, text) make_property(name, text, sizeof(text))

static void make_cpu(const char *node, const char *version, size_t size) {
        char name[128];

        make_node(node);
        snprintf(name, sizeof(name), "%s/device_type", node);
        MAKE_TEXT(name, "cpu");
        snprintf(name, sizeof(name), "%s/cpu-version", node);
        make_property(name, version, size);
}

static void make_cache(const char *node) {
        char name[128];

        make_node(node);
        snprintf(name, sizeof(name), "%s/device_type", node);
        MAKE_TEXT(name, "cache");
        snprintf(name, sizeof(name), "%s/cache-unified", node);
        make_property(name, "", 0);
}

static TreeFacts look(void) {
        CLEANUP(blob_done) Blob blob = {0};
        TreeFacts facts;

        assert_int_equal(livetree_pack(root, &blob), 0);
        assert_null(devicetree_find_problem(&blob));
        devicetree_parse(&blob, &facts);
        return facts;
}

static void test_lpar(void **state) {
        TreeFacts facts;

        MAKE_TEXT("compatible", "IBM,9105-42A");
        MAKE_TEXT("device_type", "chrp");
        MAKE_TEXT("ibm,partition-name", "secret");
        make_property("hmc-managed?", "\xff\xff\xff\xff\xff\xff\xff\xff", 8);
        make_node("cpus");
        make_cpu("cpus/PowerPC,POWER10@0", "\x0f\x00\x00\x06", 4);
        make_cpu("cpus/PowerPC,POWER10@8", "\x0f\x00\x00\x06", 4);
        make_cache("cpus/l2-cache@2000");
        make_cache("cpus/l3-cache@3100");
        facts = look();
        assert_true(facts.present);
        assert_true(facts.clues.compatible_ibm);
        assert_true(facts.clues.device_type_chrp);
        assert_true(facts.clues.partition_name);
        assert_true(facts.clues.powervm_property);
        assert_false(facts.clues.compatible_powernv);
        assert_int_equal(facts.cpus.known, 2);
        assert_int_equal(facts.cpus.malformed, 0);
        assert_int_equal(facts.cpus.lowest, 0x0f000006);
}

static void test_private_values_stay(void **state) {
        CLEANUP(blob_done) Blob blob = {0};
        int length;

        MAKE_TEXT("ibm,partition-name", "secret");
        MAKE_TEXT("system-id", "IBM,0312345");
        assert_int_equal(livetree_pack(root, &blob), 0);
        assert_non_null(fdt_getprop(blob.data, 0, "ibm,partition-name", &length));
        assert_int_equal(length, 0);
        assert_null(memmem(blob.data, blob.size, "secret", 6));
        assert_null(memmem(blob.data, blob.size, "0312345", 7));
}

static void test_bad_properties(void **state) {
        make_node("cpus");
        make_cpu("cpus/cpu@0", "\x0f\x00\x00\x06", 4);
        make_cpu("cpus/cpu@1", "", 0);
        make_cpu("cpus/cpu@2", "\x0f\x00\x00\x06\x00", 5);
        make_node("cpus/cpu@3");
        MAKE_TEXT("cpus/cpu@3/device_type", "cpu");
        make_node("cpus/cpu@3/cpu-version");
        make_node("cpus/cpu@4");
        MAKE_TEXT("cpus/cpu@4/device_type", "cpu");
        assert_int_equal(mkfifo(beneath("cpus/cpu@4/cpu-version"), 0644), 0);
        make_node("cpus/cpu@5");
        MAKE_TEXT("cpus/cpu@5/device_type", "cpu");
        assert_int_equal(symlink("../cpu@0/cpu-version", beneath("cpus/cpu@5/cpu-version")), 0);
        make_node("cpus/cpu@6");
        MAKE_TEXT("cpus/cpu@6/device_type", "cpu");
        assert_int_equal(look().cpus.known, 1);
        assert_int_equal(look().cpus.malformed, 6);
}

/* Only a CPU whose property has vanished is worth to wait for and to read the tree once more. */
static void test_caches_are_read_once(void **state) {
        make_node("cpus");
        make_cpu("cpus/PowerPC,POWER10@0", "\x0f\x00\x00\x06", 4);
        make_cache("cpus/l2-cache@2000");
        sleeps = 0;
        assert_int_equal(look().cpus.known, 1);
        assert_int_equal(sleeps, 0);

        make_node("cpus/PowerPC,POWER10@8");
        MAKE_TEXT("cpus/PowerPC,POWER10@8/device_type", "cpu");
        assert_int_equal(look().cpus.malformed, 1);
        assert_int_equal(sleeps, 3);
}

/* No true one is so long, and many of them would be more than libfdt can write. */
static void test_long_cpu_properties(void **state) {
        CLEANUP(freep) char *text = calloc(1, LIVETREE_PROPERTY_MAX);
        CLEANUP(blob_done) Blob blob = {0};
        char name[64];

        make_node("cpus");
        for (unsigned i = 0; i < 8; i++) {
                snprintf(name, sizeof(name), "cpus/cpu@%x", i);
                make_cpu(name, text, LIVETREE_PROPERTY_MAX);
                snprintf(name, sizeof(name), "cpus/cpu@%x/status", i);
                make_property(name, text, LIVETREE_PROPERTY_MAX);
        }
        assert_int_equal(livetree_pack(root, &blob), 0);
        assert_true(blob.size < 2048);
        assert_int_equal(look().cpus.malformed, 8);
}

static void test_links(void **state) {
        make_node("cpus");
        assert_int_equal(symlink("/", beneath("cpus/out@0")), 0);
        assert_int_equal(symlink("loop@1", beneath("cpus/loop@1")), 0);
        assert_int_equal(symlink(".", beneath("hypervisor")), 0);
        assert_int_equal(look().cpus.known + look().cpus.malformed, 0);
        assert_false(look().clues.hypervisor_kvm);
}

static void test_long_compatible(void **state) {
        CLEANUP(freep) char *list = malloc(LIVETREE_PROPERTY_MAX + 1);

        memset(list, 0, LIVETREE_PROPERTY_MAX + 1);
        strcpy(list + LIVETREE_PROPERTY_MAX - 12, "ibm,powernv");
        make_property("compatible", list, LIVETREE_PROPERTY_MAX);
        assert_true(look().clues.compatible_powernv);
        make_property("compatible", list, LIVETREE_PROPERTY_MAX + 1);
        assert_false(look().clues.compatible_powernv);
        assert_true(look().present);
}

static void test_many_nodes(void **state) {
        char name[64];

        make_node("cpus");
        for (unsigned i = 0; i < 2000; i++) {
                snprintf(name, sizeof(name), "cpus/cpu@%x", i);
                make_cpu(name, "\x0f\x00\x00\x07", 4);
        }
        assert_int_equal(look().cpus.known, 2000);
}

static void test_nothing(void **state) {
        CLEANUP(blob_done) Blob blob = {0};
        TreeFacts facts;

        assert_false(look().present);
        assert_int_equal(livetree_pack("/nonexistent", &blob), 0);
        devicetree_parse(&blob, &facts);
        assert_false(facts.present);
}

#define TREE_TEST(test) cmocka_unit_test_setup_teardown(test, make_root, remove_root)

int main(void) {
        const struct CMUnitTest tests[] = {
                TREE_TEST(test_lpar),    TREE_TEST(test_private_values_stay),  TREE_TEST(test_bad_properties),
                TREE_TEST(test_links),   TREE_TEST(test_long_compatible),      TREE_TEST(test_many_nodes),
                TREE_TEST(test_nothing), TREE_TEST(test_caches_are_read_once), TREE_TEST(test_long_cpu_properties),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
