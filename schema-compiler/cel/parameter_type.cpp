#include "cel/parameter_type.h"

#include <algorithm>
#include <span>
#include <string_view>

#include "diagnostics/suggest.h"

namespace pemba::schema::cel {

namespace {

struct KnownType {
    std::string_view name;
    fbs::ValueKind kind;
    TypeKind type;
};
constexpr KnownType kEverywhere[] = {
    {"any", fbs::ValueKind::Any, TypeKind::Dyn},
    {"bool", fbs::ValueKind::Bool, TypeKind::Bool},
    {"string", fbs::ValueKind::String, TypeKind::String},
    {"int", fbs::ValueKind::Int, TypeKind::Int},
    {"double", fbs::ValueKind::Double, TypeKind::Double},
    {"duration", fbs::ValueKind::Duration, TypeKind::Duration},
    {"timestamp", fbs::ValueKind::Timestamp, TypeKind::Timestamp},
    {"ipaddress", fbs::ValueKind::IpAddress, TypeKind::IpAddress},
    {"list", fbs::ValueKind::List, TypeKind::List},
    {"map", fbs::ValueKind::Map, TypeKind::Map},
};
// A `uint` of .zed is an int that is not negative.
constexpr KnownType kInZed[] = {
    {"uint", fbs::ValueKind::Natural, TypeKind::Int},
    {"bytes", fbs::ValueKind::Bytes, TypeKind::Bytes},
};
constexpr KnownType kElsewhere[] = {
    {"uint", fbs::ValueKind::Uint, TypeKind::Uint},
};

std::vector<const KnownType*> known_types(Dialect dialect) {
    std::vector<const KnownType*> known;
    for (const KnownType& type : kEverywhere)
        known.push_back(&type);
    for (const KnownType& type : dialect == Dialect::Zed ? std::span<const KnownType>(kInZed)
                                                         : std::span<const KnownType>(kElsewhere))
        known.push_back(&type);
    return known;
}

constexpr std::size_t kMaxNesting = 32;

class Reader {
public:
    Reader(const ir::Name& written, Sink& sink, Dialect dialect)
        : written_(written), rest_(written.text), sink_(sink), known_(known_types(dialect)) {}

    std::optional<ParameterType> run() {
        std::vector<const KnownType*> row;
        while (true) {
            const std::string_view name = take_name();
            const auto found = std::ranges::find(known_, name, &KnownType::name);
            if (found == known_.end())
                return unknown(name);
            const KnownType* known = *found;
            row.push_back(known);
            const bool holds = known->type == TypeKind::List || known->type == TypeKind::Map;
            if (holds != accept('<') || row.size() > kMaxNesting)
                return wrong_count(*known, holds);
            if (!holds)
                break;
        }
        // Each takes one type, so that nothing but closing is left.
        const std::size_t closing = row.size() - 1;
        if (rest_ != std::string(closing, '>'))
            return wrong_count(*row[closing == 0 ? 0 : closing - 1], true);
        return made(row);
    }

private:
    std::string_view take_name() {
        const std::string_view name = rest_.substr(0, rest_.find_first_of("<>, "));
        rest_.remove_prefix(name.size());
        return name;
    }
    bool accept(char wanted) {
        if (!rest_.starts_with(wanted))
            return false;
        rest_.remove_prefix(1);
        return true;
    }

    std::nullopt_t unknown(std::string_view name) {
        sink_.report(Kind::UnknownParameterType, written_.span, {{"type", std::string(name)}})
            .hint([&] {
                std::vector<std::string_view> names;
                for (const KnownType* known : known_)
                    names.push_back(known->name);
                return suggest(name, names);
            });
        return std::nullopt;
    }

    std::nullopt_t wrong_count(const KnownType& known, bool holds) {
        sink_.report(Kind::ParameterTypeArguments, written_.span,
                     {{"type", std::string(known.name)},
                      {"wanted", holds ? "one type in `<>`" : "no type in `<>`"}});
        return std::nullopt;
    }

    static ParameterType made(const std::vector<const KnownType*>& row) {
        ParameterType result;
        for (const KnownType* known : row)
            result.kinds.push_back(known->kind);
        result.type = {row.back()->type};
        for (std::size_t i = row.size() - 1; i-- > 0;) {
            const bool is_map = row[i]->type == TypeKind::Map;
            std::vector<Type> arguments;
            if (is_map)
                arguments.push_back({TypeKind::String});
            arguments.push_back(std::move(result.type));
            result.type = {row[i]->type, std::move(arguments)};
        }
        return result;
    }

    const ir::Name& written_;
    std::string_view rest_;
    Sink& sink_;
    std::vector<const KnownType*> known_;
};

} // namespace

std::optional<ParameterType> read_parameter_type(const ir::Name& written, Sink& sink,
                                                 Dialect dialect) {
    return Reader(written, sink, dialect).run();
}

} // namespace pemba::schema::cel
