/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where the tags of an XML text are, as offsets of its bytes. For text that a parser has found well-formed and
 * without a document type; other text gives tags that mean nothing, within the text.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

typedef struct XmlTag {
        size_t start, end;  /* from "<" to behind ">" */
        size_t name_length; /* of the name, which is behind "<" or "</" */
        unsigned depth;     /* of its element: 0 the root */
        bool closes;        /* </name> */
        bool empty;         /* <name/> */
} XmlTag;

typedef struct XmlScan {
        const char *text;
        size_t size, at;
        unsigned depth;
} XmlScan;

/* The next tag; comments, CDATA and processing instructions are passed over. False at the end. */
bool xmlscan_next(XmlScan *scan, XmlTag *ret_tag);

/* Behind the prefix, if it has one. */
bool xmltag_is(const XmlScan *scan, const XmlTag *tag, const char *local_name);

/*
 * An attribute of a start tag, by its place: 0 the first. Offset and length of name and value; false where there is
 * none.
 */
typedef struct XmlAttribute {
        size_t name, name_length, value, value_length;
} XmlAttribute;

bool xmltag_attribute(const XmlScan *scan, const XmlTag *tag, unsigned place, XmlAttribute *ret_attribute);
