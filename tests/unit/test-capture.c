/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Captures: what is added is read again, and what cannot be trusted is refused with a text. */
#include <fcntl.h>
#include <libfdt.h>
#include <stdbool.h>
#include <string.h>

#include "capture.h"
#include "devicetree.h"
#include "macros.h"
#include "unit.h"

/* A tree of one CPU, as a writer of libfdt makes it. */
static Blob make_tree(void) {
        Blob blob = {.data = malloc(4096), .size = 4096};

        assert_non_null(blob.data);
        fdt_create(blob.data, 4096);
        fdt_finish_reservemap(blob.data);
        fdt_begin_node(blob.data, "");
        fdt_property_string(blob.data, "compatible", "qemu,pseries");
        fdt_begin_node(blob.data, "cpus");
        fdt_begin_node(blob.data, "PowerPC,POWER10@0");
        fdt_property_string(blob.data, "device_type", "cpu");
        fdt_property_u32(blob.data, "cpu-version", 0x0f000006);
        fdt_end_node(blob.data);
        fdt_end_node(blob.data);
        fdt_end_node(blob.data);
        assert_int_equal(fdt_finish(blob.data), 0);
        blob.size = fdt_totalsize(blob.data);
        return blob;
}

static Blob make_capture(const KvmAnswer *answer) {
        Blob blob = make_tree();

        assert_int_equal(capture_add(&blob, answer, 0x00801200, "7.3.0-test"), 0);
        return blob;
}

static void test_round_trip(void **state) {
        KvmAnswer answer = {.outcome = KVM_OK, .mask = 6ULL << 60 | 3};
        CLEANUP(blob_done) Blob blob = make_capture(&answer);
        Facts facts;

        assert_null(capture_parse(&blob, &facts));
        assert_int_equal(facts.kvm.outcome, KVM_OK);
        assert_true(facts.kvm.mask == answer.mask);
        assert_int_equal(facts.processor_pvr, 0x00801200);
        assert_true(facts.tree.clues.compatible_qemu_pseries);
        assert_int_equal(facts.tree.cpus.known, 1);

        answer = (KvmAnswer){.outcome = KVM_FAILED, .error = 5};
        blob_done(&blob);
        blob = make_capture(&answer);
        assert_null(capture_parse(&blob, &facts));
        assert_int_equal(facts.kvm.outcome, KVM_FAILED);
        assert_int_equal(facts.kvm.error, 5);
}

static void test_trial(void **state) {
        const KvmTrial trial = {.ran = 1U << MODE_POWER11 | 1U << MODE_POWER8, .refused = 1U << MODE_POWER9};
        const MachineOptions options = (1U << MACHINE_OPTION_COUNT) - 1;
        CLEANUP(blob_done)
        Blob blob =
                make_capture(&(KvmAnswer){.outcome = KVM_NO_CAPABILITY, .trial = trial, .machine_options = options});
        Facts facts;

        assert_null(capture_parse(&blob, &facts));
        assert_int_equal(facts.kvm.trial.ran, trial.ran);
        assert_int_equal(facts.kvm.trial.refused, trial.refused);
        assert_int_equal(facts.kvm.machine_options, options);
}

static void test_without_its_node(void **state) {
        CLEANUP(blob_done) Blob blob = make_tree();
        Facts facts;

        assert_null(capture_parse(&blob, &facts));
        assert_int_equal(facts.kvm.outcome, KVM_NO_DEVICE);
        assert_int_equal(facts.processor_pvr, 0);
}

/* A capture with one key set to these bytes. */
static const char *problem_with(const char *key, const void *value, int size) {
        CLEANUP(blob_done) Blob blob = make_capture(&(KvmAnswer){.outcome = KVM_OK});
        Facts facts = {.processor_pvr = 1};
        char space[8192];
        const char *problem;
        int node;

        assert_int_equal(fdt_open_into(blob.data, space, sizeof(space)), 0);
        node = fdt_subnode_offset(space, 0, DEVICETREE_CAPTURE_NODE);
        assert_int_equal(fdt_setprop(space, node, key, value, size), 0);
        problem = capture_parse(&(Blob){space, sizeof(space)}, &facts);
        if (problem)
                assert_int_equal(facts.processor_pvr, 1);
        return problem;
}

static void test_bad_keys(void **state) {
        assert_null(problem_with("kvm-outcome", "timeout", 8));
        assert_non_null(problem_with("kvm-outcome", "timeout", 7));
        assert_non_null(problem_with("kvm-outcome", "timeouts", 9));
        assert_non_null(problem_with("kvm-outcome", "ok\0ok", 6));
        assert_non_null(problem_with("kvm-outcome", "", 0));
        assert_non_null(problem_with("format", "\0\0\0\2", 4));
        assert_non_null(problem_with("format", "\0\0\0\1\0", 5));
        assert_non_null(problem_with("kvm-mask", "\0\0\0\1", 4));
        assert_non_null(problem_with("kvm-errno", "\xff\xff\xff\xff", 4));
        assert_non_null(problem_with("processor-pvr", "", 0));
        assert_null(problem_with("trial-ran", "power10\0power9", 15));
        assert_null(problem_with("trial-ran", "", 0));
        assert_non_null(problem_with("trial-ran", "power10\0power9", 14));
        assert_non_null(problem_with("trial-ran", "power10\0", 9));
        assert_non_null(problem_with("trial-refused", "power99", 8));
        assert_null(problem_with("machine-options", "cap-cfpc=broken", 16));
        assert_non_null(problem_with("machine-options", "cap-cfpc=fixed", 15));
        assert_non_null(problem_with("machine-options", "cap-cfpc", 9));
}

static void test_cut_anywhere(void **state) {
        CLEANUP(blob_done) Blob whole = make_capture(&(KvmAnswer){.outcome = KVM_OK});
        Facts facts;

        for (size_t size = 0; size < whole.size; size++) {
                /* In memory of just this size, so that a sanitizer sees a read beyond it. */
                CLEANUP(blob_done) Blob cut = {.data = malloc(size + !size), .size = size};

                memcpy(cut.data, whole.data, size);
                assert_non_null(capture_parse(&cut, &facts));
        }
}

static void test_each_byte_damaged(void **state) {
        CLEANUP(blob_done) Blob blob = make_capture(&(KvmAnswer){.outcome = KVM_OK});
        Facts facts;

        for (size_t i = 0; i < blob.size; i++) {
                unsigned char *byte = (unsigned char *)blob.data + i, saved = *byte;

                *byte ^= 0xff;
                capture_parse(&blob, &facts);
                *byte = saved;
        }
        assert_null(capture_parse(&blob, &facts));
}

static void test_files(void **state) {
        CLEANUP(blob_done) Blob blob = make_capture(&(KvmAnswer){.outcome = KVM_NO_HV});
        char folder[] = "/tmp/ppc-compat-capture-XXXXXX", path[64];
        Facts facts;

        assert_non_null(mkdtemp(folder));
        snprintf(path, sizeof(path), "%s/host.dtb", folder);
        assert_string_equal(capture_read(path, &facts), "does not exist");
        assert_int_equal(capture_write(path, &blob), 0);
        assert_null(capture_read(path, &facts));
        assert_int_equal(facts.kvm.outcome, KVM_NO_HV);
        assert_string_equal(capture_read(folder, &facts), "is not a regular file");
        assert_int_equal(unlink(path), 0);
        assert_true(capture_write("/nonexistent/host.dtb", &blob) < 0);
        /* Nothing but the file was left in the folder. */
        assert_int_equal(rmdir(folder), 0);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_round_trip),
                cmocka_unit_test(test_trial),
                cmocka_unit_test(test_without_its_node),
                cmocka_unit_test(test_bad_keys),
                cmocka_unit_test(test_cut_anywhere),
                cmocka_unit_test(test_each_byte_damaged),
                cmocka_unit_test(test_files),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
