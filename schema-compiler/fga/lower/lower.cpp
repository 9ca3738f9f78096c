// Joining what files say.
#include "fga/lower/lower.h"

#include <algorithm>
#include <iterator>
#include <map>

namespace pemba::schema::fga {

namespace {

template <class T>
void append(std::vector<T>& to, std::vector<T>&& from) {
    std::ranges::move(from, std::back_inserter(to));
}

class Merger {
public:
    explicit Merger(Sink& sink) : sink_(sink) {}

    ir::Schema run(std::vector<Module> modules, const ir::Name& version) {
        schema_.dialect = Dialect::Fga;
        schema_.language_version = version;
        for (Module& module : modules)
            if (is_module(module))
                add(module);
        for (Module& module : modules)
            for (ir::NamespaceConfig& extension : module.file.extensions)
                extend(extension, origin_of(module));
        return std::move(schema_);
    }

private:
    bool is_module(const Module& module) {
        if (module.file.module)
            return true;
        sink_.report(Kind::NotAModule, module.begin, {{"file", module.file_name}});
        return false;
    }

    static ir::Metadata origin_of(const Module& module) {
        return {module.file.module ? module.file.module->text : "", module.file_name};
    }

    void add(Module& module) {
        for (ir::NamespaceConfig& type : module.file.types) {
            if (!is_new(types_, type.name))
                continue;
            types_.emplace(type.name.text, Declared{type.name.span, schema_.namespaces.size()});
            type.metadata = origin_of(module);
            for (ir::Relation& relation : type.relations)
                relation.metadata.emplace();
            schema_.namespaces.push_back(std::move(type));
        }
        for (ir::Condition& condition : module.file.conditions) {
            if (!is_new(conditions_, condition.name))
                continue;
            conditions_.emplace(condition.name.text, Declared{condition.name.span, 0});
            condition.metadata = origin_of(module);
            schema_.conditions.push_back(std::move(condition));
        }
    }

    void extend(ir::NamespaceConfig& extension, const ir::Metadata& origin) {
        const auto found = types_.find(extension.name.text);
        if (found == types_.end()) {
            sink_.report(Kind::ExtendedTypeUnknown, extension.name.span,
                         {{"definition_name", extension.name.text}});
            return;
        }
        ir::NamespaceConfig& type = schema_.namespaces[found->second.index];
        std::map<std::string, ByteSpan> declared;
        for (const ir::Relation& relation : type.relations)
            declared.emplace(relation.name.text, relation.name.span);
        for (ir::Relation& relation : extension.relations) {
            const auto other = declared.find(relation.name.text);
            if (other == declared.end()) {
                relation.metadata = origin;
                type.relations.push_back(std::move(relation));
                continue;
            }
            sink_
                .report(Kind::DuplicateRelation, relation.name.span,
                        {{"definition_name", type.name.text},
                         {"relation_or_permission_name", relation.name.text}})
                .label(other->second, "the first time");
        }
    }

    struct Declared {
        ByteSpan span;
        std::size_t index = 0;
    };
    using Names = std::map<std::string, Declared>;

    bool is_new(const Names& names, const ir::Name& name) {
        const auto other = names.find(name.text);
        if (other == names.end())
            return true;
        sink_.report(Kind::DuplicateDefinition, name.span, {{"definition_name", name.text}})
            .label(other->second.span, "the first time");
        return false;
    }

    Sink& sink_;
    ir::Schema schema_;
    Names types_, conditions_;
};

} // namespace

ir::Schema lower(File file, Sink& sink) {
    if (file.module)
        sink.report(Kind::ModuleAlone, {})
            .hint("compile the manifest that lists its files, `fga.mod`");
    for (ir::NamespaceConfig& type : file.types) {
        if (!type.relations.empty())
            type.metadata.emplace();
        for (ir::Relation& relation : type.relations)
            relation.metadata.emplace();
    }
    ir::Schema schema;
    schema.dialect = Dialect::Fga;
    schema.language_version = std::move(file.version);
    schema.namespaces = std::move(file.types);
    schema.conditions = std::move(file.conditions);
    return schema;
}

ir::Schema lower(std::vector<Module> modules, const ir::Name& version, Sink& sink) {
    return Merger(sink).run(std::move(modules), version);
}

} // namespace pemba::schema::fga
