// Namespaces and relations from their fields.
#include "zanzibar/lower/lower.h"

#include <algorithm>
#include <unordered_set>

#include "diagnostics/suggest.h"
#include "zanzibar/lower/lower_rewrite.h"
#include "zanzibar/lower/shape.h"
#include "zanzibar/lower/untyped.h"

namespace pemba::schema::zanzibar {

namespace {

std::vector<std::string> comment_texts(const Field& field) {
    std::vector<std::string> texts;
    for (const Comment& comment : field.comments)
        texts.push_back(comment.text);
    return texts;
}

/// `user`, `user:*`, `group#member`, or `group#...`, which means `group`.
bool read_subject_type(const std::string& text, ir::SubjectType& type) {
    std::string name = text;
    if (const std::size_t hash = text.find('#'); hash != std::string::npos) {
        name = text.substr(0, hash);
        type.relation.text = text.substr(hash + 1);
        if (type.relation.text.empty() || name.find(':') != std::string::npos)
            return false;
        if (type.relation.text == "...")
            type.relation.text.clear();
    } else if (text.ends_with(":*")) {
        name = text.substr(0, text.size() - 2);
        type.wildcard = true;
    }
    type.namespace_name.text = name;
    return !name.empty() && name.find(':') == std::string::npos;
}

class Lowering {
public:
    Lowering(const File& file, Sink& sink)
        : file_(file), sink_(sink), shapes_(check_shapes(file, sink)) {}

    ir::Schema run() {
        schema_.dialect = Dialect::Zanzibar;
        for (const std::uint32_t index : file_.fields.front().fields)
            lower_top_level(index);
        for (ir::NamespaceConfig& config : schema_.namespaces)
            declare_tuplesets(config);
        fill_untyped(schema_, sink_);
        return std::move(schema_);
    }

private:
    void lower_top_level(std::uint32_t index) {
        const Field& field = file_.fields[index];
        switch (shapes_.of[index]) {
        case Shape::Text: begin_namespace(field, field); return;
        case Shape::Relation: lower_loose_relation(index); return;
        case Shape::Namespace: lower_namespace(index); return;
        default: schema_.is_broken = true; return;
        }
    }

    void begin_namespace(const Field& name, const Field& commented) {
        ir::NamespaceConfig config{{name.value, name.value_span}};
        config.comments = comment_texts(commented);
        schema_.namespaces.push_back(std::move(config));
        is_named_ = true;
    }

    void lower_namespace(std::uint32_t index) {
        const Field& field = file_.fields[index];
        const Field* name = find_field(file_, field, "name");
        if (name == nullptr || name->kind != Field::Kind::String) {
            schema_.is_broken = true;
            return;
        }
        begin_namespace(*name, field);
        is_named_ = false; // what follows the block is not in it
        const std::vector<std::string> inner = comment_texts(*name);
        auto& comments = schema_.namespaces.back().comments;
        comments.insert(comments.end(), inner.begin(), inner.end());
        for (const std::uint32_t inside : field.fields) {
            if (shapes_.of[inside] == Shape::Relation)
                lower_relation(inside, schema_.namespaces.back());
            else if (shapes_.of[inside] == Shape::Unknown)
                schema_.namespaces.back().is_broken = true;
        }
    }

    void lower_loose_relation(std::uint32_t index) {
        if (is_named_) {
            lower_relation(index, schema_.namespaces.back());
            return;
        }
        if (!schema_.is_broken)
            sink_
                .report(Kind::MissingField, file_.fields[index].name_span,
                        {{"message", "`relation`"}, {"field", "namespace"}})
                .hint("name the namespace before its relations: `name: \"doc\"`");
        schema_.is_broken = true;
    }

    void lower_relation(std::uint32_t index, ir::NamespaceConfig& config) {
        const Field& field = file_.fields[index];
        const Field* name = find_field(file_, field, "name");
        if (name == nullptr || name->kind != Field::Kind::String) {
            config.is_broken = true;
            return;
        }
        ir::Relation relation{{name->value, name->value_span}};
        relation.comments = comment_texts(field);
        relation.is_broken = shapes_.is_broken[index];
        relation.stored = true;
        if (!relation.is_broken) {
            relation.rewrite = rewrite_of(field);
            relation.stored = std::ranges::any_of(
                relation.rewrite, [](const auto& node) { return node.op == ir::RewriteOp::This; });
        }
        lower_subject_types(field, config, relation);
        config.relations.push_back(std::move(relation));
    }

    std::vector<ir::RewriteNode> rewrite_of(const Field& relation) {
        for (const std::uint32_t index : relation.fields)
            if (shapes_.of[index] == Shape::Operand)
                return lower_rewrite(file_, shapes_, index);
        ir::RewriteNode stored{ir::RewriteOp::This};
        stored.span = relation.name_span;
        return {stored};
    }

    void lower_subject_types(const Field& field, const ir::NamespaceConfig& config,
                             ir::Relation& relation) {
        for (const std::uint32_t index : field.fields) {
            const Field& type = file_.fields[index];
            if (type.name == "subject_type" && shapes_.of[index] == Shape::Text)
                lower_subject_type(type, config, relation);
        }
    }

    void lower_subject_type(const Field& field, const ir::NamespaceConfig& config,
                            ir::Relation& relation) {
        ir::SubjectType type;
        type.span = type.namespace_name.span = type.relation.span = field.value_span;
        if (!relation.stored) {
            sink_
                .report(
                    Kind::SubjectTypesWithoutThis, relation.name.span,
                    {{"definition_name", config.name.text}, {"relation_name", relation.name.text}})
                .label(field.value_span, "a subject type")
                .hint("add `child { _this {} }` to the rewrite, or remove `subject_type`");
        } else if (!read_subject_type(field.value, type)) {
            sink_.report(Kind::MalformedSubjectType, field.value_span, {{"type", field.value}})
                .hint("write `user`, `user:*` or `group#member`");
            relation.is_broken = true;
        } else {
            relation.subject_types.push_back(std::move(type));
        }
    }

    /// The paper's own example walks a relation that it does not declare.
    void declare_tuplesets(ir::NamespaceConfig& config) {
        if (config.is_broken)
            return;
        std::vector<std::string_view> names;
        for (const ir::Relation& relation : config.relations)
            names.push_back(relation.name.text);
        std::unordered_set<std::string_view> known(names.begin(), names.end());
        std::vector<ir::Relation> added;
        for (const ir::Relation& relation : config.relations)
            for (const ir::RewriteNode& node : relation.rewrite)
                if (node.op == ir::RewriteOp::TupleToUserset &&
                    known.insert(node.tupleset.text).second)
                    added.push_back(declared(node.tupleset, config, names));
        for (ir::Relation& relation : added)
            config.relations.push_back(std::move(relation));
    }

    ir::Relation declared(const ir::Name& name, const ir::NamespaceConfig& config,
                          const std::vector<std::string_view>& names) {
        sink_
            .report(Kind::UndeclaredTupleset, name.span,
                    {{"definition_name", config.name.text}, {"relation_name", name.text}})
            .hint([&] {
                const std::string near = suggest(name.text, names);
                return near.empty() ? "declare it: `relation { name: \"" + name.text + "\" }`"
                                    : near;
            });
        ir::Relation relation{name, true};
        ir::RewriteNode stored{ir::RewriteOp::This};
        stored.span = name.span;
        relation.rewrite.push_back(std::move(stored));
        return relation;
    }

    const File& file_;
    Sink& sink_;
    Shapes shapes_;
    ir::Schema schema_;
    bool is_named_ = false; ///< `relation` belongs to the last namespace
};

} // namespace

ir::Schema lower(const File& file, Sink& sink) {
    return Lowering(file, sink).run();
}

} // namespace pemba::schema::zanzibar
