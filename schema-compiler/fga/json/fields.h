// Fields: the members of JSON objects by the types they must have.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "fga/json/document.h"

namespace pemba::schema::fga {

/// Reads fields; one that has another type is reported and is then as if it were not there.
class Fields {
public:
    Fields(const Document& document, const Source& source, Sink& sink)
        : document_(document), source_(source), sink_(sink) {}

    [[nodiscard]] const Document& document() const { return document_; }
    [[nodiscard]] bool has_failed() const { return has_failed_; }

    /// A text and its place; without it, an empty text at the object's place.
    [[nodiscard]] ir::Name text(const JsonValue& object, const char* name);
    [[nodiscard]] const JsonValue* object(const JsonValue& object, const char* name);
    /// The items of an array: indices of values.
    [[nodiscard]] const std::vector<std::uint32_t>& items(const JsonValue& object,
                                                          const char* name);
    [[nodiscard]] bool is_object(std::uint32_t index, const char* name);

    /// Visits the members of a map of objects, each with its key. A key that stands twice is
    /// reported.
    template <class Visit>
    void for_each(const JsonValue& object, const char* name, Visit visit) {
        const JsonValue* map = this->object(object, name);
        if (map == nullptr)
            return;
        std::set<std::string_view> seen;
        for (std::size_t i = 0; i < map->keys.size(); ++i)
            if (is_new(map->keys[i], seen) && is_object(map->children[i], name))
                visit(map->keys[i], document_[map->children[i]]);
    }

    /// Reports a value that is not what it must be.
    void wrong(const JsonValue& value, const char* name, const char* expected);

private:
    bool is_new(const ir::Name& key, std::set<std::string_view>& seen);

    const Document& document_;
    const Source& source_;
    Sink& sink_;
    bool has_failed_ = false;
};

} // namespace pemba::schema::fga
