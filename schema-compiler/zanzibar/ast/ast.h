// The tree of a text proto: fields as written, in their order, with positions and comments. What
// fields mean is not known here.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "source/byte_span.h"

namespace pemba::schema::zanzibar {

struct Comment {
    std::string text; ///< with its `#`
    bool after_blank_line = false;
};

/// `name: value` or `name { fields }`. One element of a list is a field of its own.
struct Field {
    enum class Kind : std::uint8_t {
        Message,
        String,
        Word, ///< anything else, such as `$TUPLE_USERSET_OBJECT`
    };

    std::string name;
    ByteSpan name_span;
    Kind kind = Kind::Message;
    std::string value; ///< String: what it means, without quotes; Word: as written
    ByteSpan value_span;
    std::uint32_t parent = 0;
    std::vector<std::uint32_t> fields; ///< of a message, in their order

    std::vector<Comment> comments;         ///< before it, and among its words
    std::string trailing_comment;          ///< after it on its last line; empty if none
    std::vector<Comment> closing_comments; ///< of a message, before its `}`
    bool after_blank_line = false;         ///< anything of it, comments included
    bool is_apart_from_comments = false;   ///< by an empty line after those before it
};

/// All fields in one array in the order of the text, so that a message stands before its fields and
/// nobody recurses. The first is the file itself, a message without a name.
struct File {
    std::vector<Field> fields{Field{}};

    /// Appends a field to a message.
    std::uint32_t add(std::uint32_t parent, Field field) {
        const auto index = static_cast<std::uint32_t>(fields.size());
        field.parent = parent;
        fields[parent].fields.push_back(index);
        fields.push_back(std::move(field));
        return index;
    }
};

} // namespace pemba::schema::zanzibar
