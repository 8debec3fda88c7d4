/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The text of a change, what a verdict says besides, and the words of hosts. */
#include <stdio.h>
#include <string.h>

#include "domainxml.h"
#include "generation.h"
#include "guesthost.h"
#include "ppc-compat1.h"
#include "qemuline.h"
#include "unit.h"
#include "verdict.h"

#define QEMU_NS "xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'"

static const GuestHost p11_as_p10 = {
        .modes = GENERATION_BIT(10) | GENERATION_BIT(9),
        .trial = true,
        .mode = 10,
        .processor = 11,
        .pvr = 0x00820200,
        .api = GUEST_API_V2,
};

static void require_text(const Change *change, WishForm form, const char *want) {
        char text[CHANGE_TEXT_SIZE];

        change_text(change, form, text);
        assert_string_equal(text, want);
}

static void test_texts(void **state) {
        Change change = {.cap = 10};

        assert_false(change_is_empty(&change));
        require_text(&change, WISH_DOMAIN, "<cpu mode='host-model'><model>power10</model></cpu>");
        require_text(&change, WISH_COMMAND, "-machine max-cpu-compat=power10");
        change.cpu_host = true;
        strcpy(change.options.value[CAP_IBS], "broken");
        require_text(&change, WISH_COMMAND, "-machine max-cpu-compat=power10,cap-ibs=broken -cpu host");
        change.by_argument = true;
        require_text(&change, WISH_DOMAIN,
                     "<cpu mode='host-passthrough' check='none'/> and <qemu:commandline " QEMU_NS
                     "><qemu:arg value='-machine'/>"
                     "<qemu:arg value='max-cpu-compat=power10,cap-ibs=broken'/><qemu:arg value='-cpu'/><qemu:arg "
                     "value='host'/>"
                     "</qemu:commandline>");
        change = (Change){.options.value[CAP_HTM] = "off"};
        require_text(&change, WISH_DOMAIN,
                     "<qemu:commandline " QEMU_NS
                     "><qemu:arg value='-machine'/><qemu:arg value='cap-htm=off'/></qemu:commandline>");
        change = (Change){0};
        assert_true(change_is_empty(&change));
        require_text(&change, WISH_COMMAND, "");
}

static Verdict judge_line(const char *line, const GuestHost *host) {
        Wish wish;

        assert_int_equal(qemuline_read(line, strlen(line), &wish), WISH_OK);
        return verdict_judge(&wish, host);
}

static Verdict judge_cpu(const char *cpu, const GuestHost *host) {
        char xml[1024];
        Wish wish;

        snprintf(xml, sizeof(xml), "<domain type='kvm'><os><type machine='pseries'>hvm</type></os>%s</domain>", cpu);
        assert_int_equal(domainxml_read(xml, strlen(xml), &wish), WISH_OK);
        return verdict_judge(&wish, host);
}

static void test_mode_that_was_meant(void **state) {
        assert_int_equal(judge_line("qemu-kvm -M max-cpu-compat=POWER9", &p11_as_p10).change.cap, 9);
        assert_int_equal(judge_line("qemu-kvm -M max-cpu-compat=power11", &p11_as_p10).change.cap, 10);
        assert_int_equal(judge_line("qemu-kvm -cpu power9_v2.2", &p11_as_p10).change.cap, 9);
        assert_int_equal(judge_line("qemu-kvm -cpu host,compat=power9", &p11_as_p10).change.cap, 9);
        assert_int_equal(judge_line("qemu-kvm -cpu host", &p11_as_p10).change.cap, 10);
}

static void test_options_come_with_the_mode(void **state) {
        GuestHost host = p11_as_p10;
        Verdict verdict;

        strcpy(host.options.value[CAP_CFPC], "broken");
        strcpy(host.options.value[CAP_DAWR1], "off");
        verdict = judge_line("qemu-kvm -cpu host", &host);
        assert_string_equal(verdict.reason, "dies-at-boot");
        assert_int_equal(verdict.change.cap, 10);
        assert_string_equal(verdict.change.options.value[CAP_CFPC], "broken");
        assert_string_equal(verdict.change.options.value[CAP_DAWR1], "off");
        assert_true(verdict.notes & NOTE_LESS_SAFE);
        /* In power9 mode it has no second watchpoint register. */
        verdict = judge_line("qemu-kvm -M max-cpu-compat=POWER9", &host);
        assert_string_equal(verdict.change.options.value[CAP_DAWR1], "");
}

static void test_libvirt_without_the_processor(void **state) {
        GuestHost host = p11_as_p10;

        assert_false(judge_cpu("", &host).change.by_argument);
        assert_true(judge_cpu("<cpu mode='host-model'><model>power10</model></cpu>", &host).notes &
                    NOTE_LIBVIRT_VERSION);
        host.libvirt = VERSION_OF(11, 6);
        assert_false(judge_cpu("<cpu mode='host-model'><model>power10</model></cpu>", &host).notes &
                     NOTE_LIBVIRT_VERSION);
        assert_false(judge_cpu("", &host).change.by_argument);
        host.libvirt = VERSION_OF(11, 3);
        assert_true(judge_cpu("", &host).change.by_argument);
        assert_int_equal(judge_cpu("", &host).change.cap, 10);
}

static void test_notes(void **state) {
        GuestHost host = p11_as_p10;

        assert_true(judge_line("qemu-kvm -cpu host", &host).notes & NOTE_QEMU_VERSION);
        host.qemu = VERSION_OF(10, 0);
        assert_false(judge_line("qemu-kvm -cpu host", &host).notes & NOTE_QEMU_VERSION);
        host.qemu = 0;
        host.kernel = VERSION_OF(6, 12);
        assert_false(judge_line("qemu-kvm -cpu host", &host).notes & NOTE_QEMU_VERSION);
        host = p11_as_p10;
        host.processor = 10;
        host.pvr = 0x00800200;
        assert_int_equal(judge_line("qemu-kvm -cpu host", &host).notes, NOTE_UNPINNED);
        assert_int_equal(judge_line("qemu-kvm -M max-cpu-compat=power10", &host).notes, 0);
        assert_int_equal(judge_line("qemu-kvm -M max-cpu-compat=power10,cap-ibs=fixed-na", &host).notes, NOTE_LEVEL);
}

static void test_apis(void **state) {
        assert_int_equal(guesthost_api(PPC_COMPAT1_PLATFORM_POWERVM, ""), GUEST_API_V2);
        assert_int_equal(guesthost_api(PPC_COMPAT1_PLATFORM_KVM, ""), GUEST_API_V1);
        assert_int_equal(guesthost_api(PPC_COMPAT1_PLATFORM_POWERNV, ""), GUEST_API_HV);
        assert_int_equal(guesthost_api(PPC_COMPAT1_PLATFORM_QEMU, ""), GUEST_API_UNKNOWN);
        assert_int_equal(guesthost_api("a new word", ""), GUEST_API_UNKNOWN);
        assert_int_equal(guesthost_api(PPC_COMPAT1_PLATFORM_POWERVM, PPC_COMPAT1_REASON_NO_KVM), GUEST_API_NONE);
}

static void test_mode_of_a_pool(void **state) {
        GuestHost a = {.modes = GENERATION_BIT(11) | GENERATION_BIT(10) | GENERATION_BIT(9)};
        GuestHost b = {.modes = GENERATION_BIT(10) | GENERATION_BIT(9)}, c = {.modes = GENERATION_BIT(10)}, d = {0};
        const GuestHost *hosts[] = {&a, &b, &c, &d};

        assert_int_equal(guesthosts_common_mode(hosts, 1, 0, 0), 11);
        assert_int_equal(guesthosts_common_mode(hosts, 2, 0, 0), 10);
        assert_int_equal(guesthosts_common_mode(hosts, 2, 0, 9), 9);
        assert_int_equal(guesthosts_common_mode(hosts, 2, 11, 0), 0);
        assert_int_equal(guesthosts_common_mode(hosts, 3, 0, 9), 0);
        assert_int_equal(guesthosts_common_mode(hosts, 4, 0, 0), 0);
        assert_int_equal(guesthosts_common_mode(hosts, 0, 0, 0), 0);
}

static void test_versions(void **state) {
        const char *rest;

        assert_int_equal(version_from_text("7.3.0-rc1", NULL), VERSION_OF(7, 3));
        assert_int_equal(version_from_text("11", NULL), VERSION_OF(11, 0));
        assert_int_equal(version_from_text("10.0.2 (Debian 1:10.0.2)", NULL), VERSION_OF(10, 0));
        assert_int_equal(version_from_text("v7.3", NULL), 0);
        assert_int_equal(version_from_text("99999999999999999999.1", NULL), 0);
        assert_int_equal(version_from_text("", NULL), 0);
        assert_int_equal(version_from_text(NULL, NULL), 0);
        assert_int_equal(version_from_text("8.1.2.3", &rest), VERSION_OF(8, 1));
        assert_string_equal(rest, ".3");
        assert_int_equal(version_from_text("8.", &rest), VERSION_OF(8, 0));
        assert_string_equal(rest, ".");
        assert_int_equal(machine_version("pseries-8.2"), VERSION_OF(8, 2));
        assert_int_equal(machine_version("pseries-rhel8.2.0"), VERSION_OF(4, 2));
        assert_int_equal(machine_version("pseries"), 0);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_texts),
                cmocka_unit_test(test_mode_that_was_meant),
                cmocka_unit_test(test_options_come_with_the_mode),
                cmocka_unit_test(test_libvirt_without_the_processor),
                cmocka_unit_test(test_notes),
                cmocka_unit_test(test_apis),
                cmocka_unit_test(test_mode_of_a_pool),
                cmocka_unit_test(test_versions),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
