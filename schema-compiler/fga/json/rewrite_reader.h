// RewriteReader: how a relation is computed, out of its JSON.
#pragma once

#include "fga/json/fields.h"

namespace pemba::schema::fga {

class RewriteReader {
public:
    RewriteReader(Fields& fields, Sink& sink, ir::Relation& relation)
        : fields_(fields), sink_(sink), relation_(relation) {}

    /// Fills the relation's rewrite. O(values below).
    void run(const JsonValue& rewrite);

private:
    /// A node on its way into the rewrite, after all of its children.
    struct Open {
        ir::RewriteNode node;
        std::vector<const JsonValue*> operands; ///< those that are yet to be read
        std::size_t read = 0;
    };

    Open open(const JsonValue& rewrite);
    void open_difference(const JsonValue& difference, Open& out);
    void open_operands(const JsonValue& set, const char* name, Open& out);
    ir::Name relation_of(const JsonValue* object, const JsonValue& around);

    Fields& fields_;
    Sink& sink_;
    ir::Relation& relation_;
};

} // namespace pemba::schema::fga
