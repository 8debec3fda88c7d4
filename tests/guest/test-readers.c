/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the two readers take in, and what they refuse: each hostile input with its word, in bounded time and memory.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "domainxml.h"
#include "macros.h"
#include "qemuline.h"
#include "unit.h"

static WishError read_line(const char *line, Wish *wish) {
        return qemuline_read(line, strlen(line), wish);
}

static WishError read_xml(const char *xml, Wish *wish) {
        return domainxml_read(xml, strlen(xml), wish);
}

/* A text of so many copies of another between two ends. */
static char *repeat(const char *head, const char *part, size_t count, const char *tail) {
        char *text = malloc(strlen(head) + strlen(part) * count + strlen(tail) + 1), *to;

        assert_non_null(text);
        to = stpcpy(text, head);
        for (size_t i = 0; i < count; i++)
                to = stpcpy(to, part);
        strcpy(to, tail);
        return text;
}

static void test_line(void **state) {
        Wish wish;

        assert_int_equal(read_line("/snap/x/qemu-system-ppc64 -name guest=db,debug-threads=on -enable-kvm "
                                   "-M type=pseries-9.2,kernel_irqchip=on -machine cap-htm=off,cap-htm=on -cpu "
                                   "HOST,compat=power9",
                                   &wish),
                         WISH_OK);
        assert_int_equal(wish.form, WISH_COMMAND);
        assert_string_equal(wish.name, "db");
        assert_int_equal(wish.accelerators, ACCELERATORS_KVM);
        assert_string_equal(wish.machine.value[OPTION_TYPE], "pseries-9.2");
        assert_string_equal(wish.machine.value[OPTION_KERNEL_IRQCHIP], "on");
        assert_string_equal(wish.machine.value[CAP_HTM], "on");
        assert_string_equal(wish.cpu, "HOST");
        assert_string_equal(wish.cpu_compat, "power9");
        assert_true(wish.snap && wish.has_cpu_compat && !wish.hidden && !wish.foreign);
}

static void test_commas_that_belong_to_a_value(void **state) {
        Wish wish;

        assert_int_equal(read_line("qemu-kvm -M pseries,firmware=a,,max-cpu-compat=power8", &wish), WISH_OK);
        assert_string_equal(wish.machine.value[OPTION_COMPAT], "");
}

static void test_names_of_options(void **state) {
        MachineOptions options = {0};

        assert_true(options_set(&options, "kernel_irqchip", "split"));
        assert_true(options_set(&options, "kernel-irqchip", "off"));
        assert_false(options_set(&options, "kernel-irqchi", "on"));
        assert_false(options_set(&options, "kernel-irqchips", "on"));
        assert_string_equal(options.value[OPTION_KERNEL_IRQCHIP], "off");
        /* A type is the first word, or it is none. */
        options_merge(&options, "pseries-9.2,pseries-8.2");
        assert_string_equal(options.value[OPTION_TYPE], "pseries-9.2");
        assert_string_equal(option_default(CAP_HTM, "pseries", 10), "off");
        assert_string_equal(option_default(OPTION_KVM_TYPE, "pseries", 10), "");
}

/* As QEMU 7.2 was seen to read them. */
static void test_values_of_options(void **state) {
        static const struct {
                MachineOption option;
                const char *value;
                int level;
        } rows[] = {
                {CAP_HPT_MAX_PAGE_SIZE, "4096", 12},
                {CAP_HPT_MAX_PAGE_SIZE, "65536B", 16},
                {CAP_HPT_MAX_PAGE_SIZE, "064k", 16},
                {CAP_HPT_MAX_PAGE_SIZE, "16M", 24},
                {CAP_HPT_MAX_PAGE_SIZE, "1g", 30},
                {CAP_HPT_MAX_PAGE_SIZE, "9007199254740992", 53},
                {CAP_HPT_MAX_PAGE_SIZE, "0x10000", 16},
                {CAP_HPT_MAX_PAGE_SIZE, " +0X40k", 16},
                {CAP_HPT_MAX_PAGE_SIZE, "1E", 60},
                {CAP_HPT_MAX_PAGE_SIZE, "64e", -1},
                {CAP_HPT_MAX_PAGE_SIZE, "2k", -1},
                {CAP_HPT_MAX_PAGE_SIZE, "0", -1},
                {CAP_HPT_MAX_PAGE_SIZE, "9", -1},
                {CAP_HPT_MAX_PAGE_SIZE, "3k", -1},
                {CAP_HPT_MAX_PAGE_SIZE, "64x", -1},
                {CAP_HPT_MAX_PAGE_SIZE, "64kb", -1},
                {CAP_HPT_MAX_PAGE_SIZE, "0x", -1},
                {CAP_HPT_MAX_PAGE_SIZE, "-64k", -1},
                {CAP_HPT_MAX_PAGE_SIZE, "-9223372036854775808", -1},
                {CAP_VSX, "on", 1},
                {CAP_VSX, "yes", 1},
                {CAP_VSX, "true", 1},
                {CAP_VSX, "y", 1},
                {CAP_VSX, "off", 0},
                {CAP_VSX, "no", 0},
                {CAP_VSX, "false", 0},
                {CAP_VSX, "n", 0},
                {CAP_VSX, "On", -1},
                {CAP_VSX, "1", -1},
        };

        for (size_t i = 0; i < ELEMENTS(rows); i++)
                assert_int_equal(option_level(rows[i].option, rows[i].value), rows[i].level);
}

static void test_name_with_escapes(void **state) {
        Wish wish;

        assert_int_equal(read_line("qemu-kvm -name 'a\x1b[31m\nb' -cpu host", &wish), WISH_OK);
        assert_string_equal(wish.name, "a\x1b[31m\nb");
        assert_string_equal(wish.cpu, "host");
        assert_int_equal(read_xml("<domain type='kvm'><name>a&#10;b</name></domain>", &wish), WISH_OK);
        assert_string_equal(wish.name, "a\nb");
}

static void test_refused_lines(void **state) {
        static const char with_nul[] = "qemu-kvm -cpu\0host";
        Wish wish = {.name = "before"};

        assert_int_equal(read_line("", &wish), WISH_NOT_QEMU);
        assert_int_equal(read_line(" \n\t", &wish), WISH_NOT_QEMU);
        assert_int_equal(read_line("my guest does not start", &wish), WISH_NOT_QEMU);
        assert_int_equal(read_line("the user qemu is in the group kvm", &wish), WISH_NOT_QEMU);
        assert_int_equal(read_line("-foo -bar", &wish), WISH_NOT_QEMU);
        assert_int_equal(read_line("QEMU=/usr/bin/qemu-system-ppc64 ./start", &wish), WISH_NOT_QEMU);
        assert_int_equal(read_line("qemu-kvm -append 'root=/dev/vda", &wish), WISH_OPEN_QUOTE);
        assert_int_equal(read_line("qemu-kvm -append \"root\\\"", &wish), WISH_OPEN_QUOTE);
        assert_int_equal(qemuline_read(with_nul, sizeof(with_nul), &wish), WISH_NUL_BYTE);
        assert_string_equal(wish.name, "before");
}

static void test_many_arguments(void **state) {
        CLEANUP(freep) char *line = repeat("qemu-kvm", " -device virtio-net-pci,id=a", 10000, " -cpu POWER9");
        CLEANUP(freep) char *machine = repeat("qemu-kvm -M pseries", ",cap-x=1", 100000, ",max-cpu-compat=power9");
        CLEANUP(freep) char *word = repeat("qemu-kvm -cpu ", "p", 1000000, " -M pseries");
        CLEANUP(freep) char *type = repeat("qemu-kvm -M ", "p", 1000000, ",max-cpu-compat=power9");
        Wish wish;

        assert_int_equal(read_line(line, &wish), WISH_OK);
        assert_string_equal(wish.cpu, "POWER9");
        assert_int_equal(read_line(machine, &wish), WISH_OK);
        assert_string_equal(wish.machine.value[OPTION_COMPAT], "power9");
        assert_int_equal(read_line(word, &wish), WISH_OK);
        assert_int_equal(strlen(wish.cpu), WISH_WORD_SIZE - 1);
        assert_int_equal(read_line(type, &wish), WISH_OK);
        assert_int_equal(strlen(wish.machine.value[OPTION_TYPE]), OPTION_SIZE - 1);
        assert_string_equal(wish.machine.value[OPTION_COMPAT], "power9");
}

static void test_domain(void **state) {
        Wish wish;

        assert_int_equal(
                read_xml("\n<?xml version='1.0'?><!-- c --><domain type='kvm' "
                         "xmlns:q='http://libvirt.org/schemas/domain/qemu/1.0'>"
                         "<name>db</name><metadata><l:libosinfo "
                         "xmlns:l='http://libosinfo.org/xmlns/libvirt/domain/1.0'>"
                         "<l:os id='http://redhat.com/rhel/9.4'/></l:libosinfo></metadata>"
                         "<q:commandline><q:arg value='-cpu'/><q:arg value='POWER9'/><q:env name='a' "
                         "value='-cpu'/></q:commandline>"
                         "<os><type arch='ppc64le' machine='pseries-9.2'>hvm</type></os>"
                         "<features><hpt resizing='enabled'><maxpagesize unit='MiB'>16</maxpagesize></hpt><htm "
                         "state='on'/>"
                         "<nested-hv state='on'/><ccf-assist state='off'/><cfpc value='broken'/><sbbc value='fixed'/>"
                         "<ibs value='fixed-na'/></features>"
                         "<cpu mode='custom' check='none'><model "
                         "fallback='forbid'>POWER10</model><vendor>IBM</vendor></cpu>"
                         "<devices><emulator>/snap/qemu/bin/qemu</emulator><video><model "
                         "type='vga'/></video></devices></domain>",
                         &wish),
                WISH_OK);
        assert_int_equal(wish.form, WISH_DOMAIN);
        assert_string_equal(wish.name, "db");
        assert_string_equal(wish.system, "http://redhat.com/rhel/9.4");
        assert_string_equal(wish.machine.value[OPTION_TYPE], "pseries-9.2");
        assert_string_equal(wish.machine.value[CAP_HPT_MAX_PAGE_SIZE], "16m");
        assert_string_equal(wish.machine.value[CAP_HTM], "on");
        assert_string_equal(wish.machine.value[CAP_NESTED_HV], "on");
        assert_string_equal(wish.machine.value[CAP_CCF_ASSIST], "off");
        assert_string_equal(wish.machine.value[CAP_CFPC], "broken");
        assert_string_equal(wish.machine.value[CAP_SBBC], "fixed");
        assert_string_equal(wish.machine.value[CAP_IBS], "fixed-na");
        assert_int_equal(wish.libvirt_cpu, LIBVIRT_CPU_CUSTOM);
        assert_string_equal(wish.libvirt_model, "POWER10");
        assert_string_equal(wish.vendor, "IBM");
        assert_string_equal(wish.cpu, "POWER9");
        assert_true(wish.cpu_by_argument && !wish.cap_by_argument && wish.libvirt_unchecked && wish.snap &&
                    !wish.foreign);
}

static void test_arguments_of_another_namespace(void **state) {
        Wish wish;

        assert_int_equal(
                read_xml("<domain type='kvm' xmlns:qemu='urn:other'><qemu:commandline><qemu:arg value='-cpu'/>"
                         "<qemu:arg value='POWER9'/></qemu:commandline></domain>",
                         &wish),
                WISH_OK);
        assert_string_equal(wish.cpu, "");
}

static void test_refused_xml(void **state) {
        static const char with_nul[] = "<domain>\0</domain>";
        CLEANUP(freep) char *deep = repeat("<domain>", "<a>", 200, "");
        CLEANUP(freep) char *deepest = repeat("<domain>", "<a>", 1000000, "");
        Wish wish = {.name = "before"};

        assert_int_equal(read_xml("", &wish), WISH_NOT_XML);
        assert_int_equal(read_xml("<domain", &wish), WISH_NOT_XML);
        assert_int_equal(read_xml("<domain><name>a</domain>", &wish), WISH_NOT_XML);
        assert_int_equal(read_xml("<domain/><domain/>", &wish), WISH_NOT_XML);
        assert_int_equal(read_xml("<domain>&a;</domain>", &wish), WISH_NOT_XML);
        assert_int_equal(read_xml("<network><name>a</name></network>", &wish), WISH_NOT_A_DOMAIN);
        assert_int_equal(read_xml("<a:domain xmlns:a='urn:a'/>", &wish), WISH_NOT_A_DOMAIN);
        assert_int_equal(read_xml("<!DOCTYPE domain><domain/>", &wish), WISH_DOCTYPE);
        assert_int_equal(read_xml("<!DOCTYPE domain SYSTEM 'http://127.0.0.1:9/a'><domain/>", &wish), WISH_DOCTYPE);
        assert_int_equal(domainxml_read(with_nul, sizeof(with_nul) - 1, &wish), WISH_NUL_BYTE);
        assert_int_equal(read_xml(deep, &wish), WISH_TOO_DEEP);
        assert_int_equal(read_xml(deepest, &wish), WISH_TOO_DEEP);
        assert_string_equal(wish.name, "before");
}

static void test_bombs(void **state) {
        static const char laughs[] =
                "<!DOCTYPE a [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>"
                "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'><!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;'>"
                "<!ENTITY e '&d;&d;&d;&d;&d;&d;&d;&d;'><!ENTITY f '&e;&e;&e;&e;&e;&e;&e;&e;'>]>"
                "<domain><name>&f;&f;&f;&f;&f;&f;&f;&f;</name></domain>";
        static const char file[] =
                "<!DOCTYPE a [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><domain><name>&a;</name></domain>";
        static const char parameters[] = "<!DOCTYPE a [<!ENTITY % a '<!ENTITY b \"c\">'>%a;]><domain/>";
        CLEANUP(freep) char *attributes = repeat("<domain ", "a='b' ", 100000, "/>");
        CLEANUP(freep) char *text = repeat("<domain><name>", "aaaaaaaaaaaaaaaa", 200000, "</name></domain>");
        Wish wish;

        assert_int_equal(read_xml(laughs, &wish), WISH_DOCTYPE);
        assert_int_equal(read_xml(file, &wish), WISH_DOCTYPE);
        assert_int_equal(read_xml(parameters, &wish), WISH_DOCTYPE);
        assert_int_equal(read_xml(attributes, &wish), WISH_NOT_XML);
        assert_int_equal(read_xml(text, &wish), WISH_OK);
        assert_int_equal(strlen(wish.name), WISH_NAME_SIZE - 1);
}

static void test_too_long(void **state) {
        CLEANUP(freep) char *text = calloc(1, 100 * 1000 * 1000);
        Wish wish;

        assert_non_null(text);
        assert_int_equal(domainxml_read(text, 100 * 1000 * 1000, &wish), WISH_TOO_LONG);
        assert_int_equal(qemuline_read(text, 100 * 1000 * 1000, &wish), WISH_TOO_LONG);
        memset(text, ' ', WISH_INPUT_MAX + 1);
        assert_int_equal(domainxml_read(text, WISH_INPUT_MAX + 1, &wish), WISH_TOO_LONG);
        assert_int_equal(domainxml_read(text, WISH_INPUT_MAX, &wish), WISH_NOT_XML);
        assert_int_equal(qemuline_read(text, WISH_INPUT_MAX, &wish), WISH_NOT_QEMU);
}

static void test_each_error_has_a_word(void **state) {
        for (WishError error = WISH_OK + 1; error < WISH_ERROR_COUNT; error++)
                assert_true(*wish_error_word(error) && *wish_error_meaning(error));
}

int main(void) {
        const struct rlimit seconds = {.rlim_cur = 20, .rlim_max = 20};
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_line),
                cmocka_unit_test(test_commas_that_belong_to_a_value),
                cmocka_unit_test(test_names_of_options),
                cmocka_unit_test(test_values_of_options),
                cmocka_unit_test(test_name_with_escapes),
                cmocka_unit_test(test_refused_lines),
                cmocka_unit_test(test_many_arguments),
                cmocka_unit_test(test_domain),
                cmocka_unit_test(test_arguments_of_another_namespace),
                cmocka_unit_test(test_refused_xml),
                cmocka_unit_test(test_bombs),
                cmocka_unit_test(test_too_long),
                cmocka_unit_test(test_each_error_has_a_word),
        };

        if (setrlimit(RLIMIT_CPU, &seconds) < 0)
                return EXIT_FAILURE;
        return cmocka_run_group_tests(tests, NULL, NULL);
}
