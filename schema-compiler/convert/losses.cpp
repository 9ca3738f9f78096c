// What dialects have words for, as a table, and the walk that asks it.
#include "convert/losses.h"

#include <algorithm>
#include <string_view>
#include <unordered_set>

#include <fmt/format.h>

#include "pemba/relation_tuple.h"

namespace pemba::schema {

namespace {

struct Vocabulary {
    bool conditions;
    bool expiration;
    bool all_arrow; ///< `.all()`
    bool nil;
    bool self;
    bool this_in_rewrite; ///< a relation takes tuples and is computed from others too
    bool rich_tupleset;   ///< usersets and wildcards left of an arrow
};

Vocabulary vocabulary_of(Dialect dialect) {
    switch (dialect) {
    case Dialect::Zed: return {true, true, true, true, true, false, true};
    case Dialect::Fga: return {true, false, false, false, false, true, false};
    case Dialect::Zanzibar: break;
    }
    return {false, false, false, false, false, true, true};
}

bool is_stored_only(const ir::Relation& relation) {
    return relation.rewrite.size() == 1 && relation.rewrite.front().op == ir::RewriteOp::This;
}

bool takes_objects_only(const ir::Relation& relation) {
    return is_stored_only(relation) &&
           std::ranges::all_of(relation.subject_types, [](const ir::SubjectType& type) {
               return type.relation.text.empty() && !type.wildcard;
           });
}

class Losses {
public:
    Losses(const ir::Schema& schema, Dialect to)
        : schema_(schema), to_(to), words_(vocabulary_of(to)) {}

    std::vector<std::string> run() {
        if (!words_.conditions)
            for (const ir::Condition& condition : schema_.conditions)
                lose("{} `{}`", std::string_view(condition_word()), condition.name.text);
        for (const ir::NamespaceConfig& config : schema_.namespaces) {
            if (!is_namespace_name(config.name.text, to_))
                lose("the name `{}`", config.name.text);
            find_rich_tuplesets(config);
            for (const ir::Relation& relation : config.relations)
                add_relation(config, relation);
        }
        return std::move(found_);
    }

private:
    template <class... Values>
    void lose(fmt::format_string<const Values&...> format, const Values&... values) {
        found_.push_back(fmt::format(format, values...));
    }

    /// What the author of the schema calls a condition.
    [[nodiscard]] const char* condition_word() const {
        return schema_.dialect == Dialect::Zed ? "caveat" : "condition";
    }

    void find_rich_tuplesets(const ir::NamespaceConfig& config) {
        rich_tuplesets_.clear();
        for (const ir::Relation& relation : config.relations)
            if (!words_.rich_tupleset && !takes_objects_only(relation))
                rich_tuplesets_.insert(relation.name.text);
    }

    void add_relation(const ir::NamespaceConfig& config, const ir::Relation& relation) {
        const std::string place = config.name.text + "#" + relation.name.text;
        if (!is_relation_name(relation.name.text, to_))
            lose("the name of `{}`", place);
        const bool expires =
            std::ranges::any_of(relation.subject_types, &ir::SubjectType::expiration);
        if (expires && !words_.expiration)
            lose("`with expiration` in `{}`", place);
        if (relation.stored && !is_stored_only(relation) && !words_.this_in_rewrite)
            lose("`{}`, which takes tuples and is computed from others too", place);
        for (const ir::RewriteNode& node : relation.rewrite)
            add_node(place, node);
    }

    void add_node(const std::string& place, const ir::RewriteNode& node) {
        if (node.op == ir::RewriteOp::TupleToUsersetAll && !words_.all_arrow)
            lose("`{}.all({})` in `{}`", node.tupleset.text, node.relation.text, place);
        if (node.op == ir::RewriteOp::Nil && !words_.nil)
            lose("`nil` in `{}`", place);
        if (node.op == ir::RewriteOp::Self && !words_.self)
            lose("`self` in `{}`", place);
        if (rich_tuplesets_.contains(node.tupleset.text))
            lose("`{}` left of the arrow in `{}`, since it takes more than objects",
                 node.tupleset.text, place);
    }

    const ir::Schema& schema_;
    const Dialect to_;
    const Vocabulary words_;
    std::unordered_set<std::string_view> rich_tuplesets_; ///< of the namespace that is looked at
    std::vector<std::string> found_;
};

} // namespace

std::vector<std::string> losses(const ir::Schema& schema, Dialect to) {
    return Losses(schema, to).run();
}

} // namespace pemba::schema
