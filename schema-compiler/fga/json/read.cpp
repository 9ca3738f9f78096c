// The model, part by part.
#include "fga/json/read.h"

#include <algorithm>
#include <array>
#include <map>

#include "fga/json/document.h"
#include "fga/json/rewrite_reader.h"

namespace pemba::schema::fga {

namespace {

// In the order of their numbers; the names have `TYPE_NAME_` before them.
constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kParameterTypes{
    {{"UNSPECIFIED", "unspecified"},
     {"ANY", "any"},
     {"BOOL", "bool"},
     {"STRING", "string"},
     {"INT", "int"},
     {"UINT", "uint"},
     {"DOUBLE", "double"},
     {"DURATION", "duration"},
     {"TIMESTAMP", "timestamp"},
     {"MAP", "map"},
     {"LIST", "list"},
     {"IPADDRESS", "ipaddress"}}};
constexpr std::string_view kTypePrefix = "TYPE_NAME_";

class Reader {
public:
    Reader(const Document& document, const Source& source, Sink& sink)
        : source_(source), sink_(sink), fields_(document, source, sink) {}

    ir::Schema run() {
        schema_.dialect = Dialect::Fga;
        const JsonValue& root = fields_.document().root();
        if (root.type == JsonType::Object) {
            schema_.language_version = fields_.text(root, "schema_version");
            for (const std::uint32_t index : fields_.items(root, "type_definitions"))
                if (fields_.is_object(index, "type_definitions"))
                    schema_.namespaces.push_back(type(fields_.document()[index]));
            fields_.for_each(root, "conditions", [&](const ir::Name& key, const JsonValue& value) {
                schema_.conditions.push_back(condition(key, value));
            });
        } else {
            fields_.wrong(root, "the model", "an object");
        }
        schema_.is_broken = fields_.has_failed();
        return std::move(schema_);
    }

private:
    ir::NamespaceConfig type(const JsonValue& value) {
        ir::NamespaceConfig config;
        config.name = fields_.text(value, "type");
        std::map<std::string_view, std::size_t> numbers;
        fields_.for_each(value, "relations", [&](const ir::Name& key, const JsonValue& rewrite) {
            numbers.emplace(key.text, config.relations.size());
            config.relations.push_back(relation(key, rewrite));
        });
        const JsonValue* metadata = fields_.object(value, "metadata");
        if (metadata == nullptr)
            return config;
        config.metadata = origin(*metadata);
        fields_.for_each(*metadata, "relations", [&](const ir::Name& key, const JsonValue& about) {
            if (const auto found = numbers.find(key.text); found != numbers.end())
                add_metadata(about, config.relations[found->second]);
        });
        return config;
    }

    ir::Relation relation(const ir::Name& name, const JsonValue& value) {
        ir::Relation relation;
        relation.name = name;
        RewriteReader(fields_, sink_, relation).run(value);
        relation.stored = std::ranges::any_of(
            relation.rewrite, [](const auto& node) { return node.op == ir::RewriteOp::This; });
        return relation;
    }

    void add_metadata(const JsonValue& value, ir::Relation& relation) {
        relation.metadata = origin(value);
        for (const std::uint32_t index : fields_.items(value, "directly_related_user_types"))
            if (fields_.is_object(index, "directly_related_user_types"))
                relation.subject_types.push_back(subject_type(fields_.document()[index]));
    }

    ir::SubjectType subject_type(const JsonValue& value) {
        ir::SubjectType type;
        type.namespace_name = fields_.text(value, "type");
        type.relation = fields_.text(value, "relation");
        type.wildcard = fields_.object(value, "wildcard") != nullptr;
        type.condition = fields_.text(value, "condition");
        type.span = value.span;
        if (type.wildcard && !type.relation.text.empty())
            fields_.wrong(value, "directly_related_user_types",
                          "with a relation or a wildcard, not with both");
        return type;
    }

    ir::Metadata origin(const JsonValue& metadata) {
        const JsonValue* source = fields_.object(metadata, "source_info");
        return {fields_.text(metadata, "module").text,
                source == nullptr ? "" : fields_.text(*source, "file").text};
    }

    ir::Condition condition(const ir::Name& key, const JsonValue& value) {
        ir::Condition condition;
        condition.name = key;
        const ir::Name name = fields_.text(value, "name");
        if (name.text != key.text)
            sink_.report(Kind::ConditionNameDiffers, name.span,
                         {{"caveat_name", key.text}, {"name", name.text}});
        condition.expression = fields_.text(value, "expression");
        // Without its quotes.
        if (condition.expression.span.end > condition.expression.span.begin + 1) {
            ++condition.expression.span.begin;
            --condition.expression.span.end;
            condition.gaps = gaps_of_string(source_.slice(condition.expression.span));
        }
        fields_.for_each(value, "parameters", [&](const ir::Name& parameter, const JsonValue& of) {
            condition.parameters.push_back({parameter, {parameter_type(of), of.span}});
        });
        if (const JsonValue* metadata = fields_.object(value, "metadata"))
            condition.metadata = origin(*metadata);
        return condition;
    }

    // Nested types are written as in the DSL: `list<map<int>>`.
    std::string parameter_type(const JsonValue& value) {
        std::string text, closing;
        for (const JsonValue* level = &value; level != nullptr;) {
            text += type_name(*level);
            const auto& inner = fields_.items(*level, "generic_types");
            level = nullptr;
            for (const std::uint32_t index : inner)
                if (fields_.is_object(index, "generic_types"))
                    level = &fields_.document()[index];
            if (level != nullptr) {
                text += "<";
                closing += inner.size() > 1 ? ",>" : ">"; // there is no type of several
            }
        }
        return text + closing;
    }

    // A name that there is not, or a number, is as none.
    std::string type_name(const JsonValue& value) {
        const JsonValue* name = fields_.document().member(value, {"type_name"});
        if (name == nullptr)
            return "unspecified";
        for (std::size_t number = 0; number < kParameterTypes.size(); ++number) {
            const auto& [api, own] = kParameterTypes[number];
            const bool is_named = name->type == JsonType::String &&
                                  name->text == std::string(kTypePrefix) + std::string(api);
            const bool is_numbered =
                name->type == JsonType::Number && name->text == std::to_string(number);
            if (is_named || is_numbered)
                return std::string(own);
        }
        return "unspecified";
    }

    const Source& source_;
    Sink& sink_;
    Fields fields_;
    ir::Schema schema_;
};

} // namespace

ir::Schema read_json(const Source& source, Sink& sink) {
    if (const auto document = Document::parse(source, sink))
        return Reader(*document, source, sink).run();
    ir::Schema nothing;
    nothing.dialect = Dialect::Fga;
    nothing.is_broken = true;
    return nothing;
}

} // namespace pemba::schema::fga
