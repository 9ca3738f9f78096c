// NameMemo: looks each name of a batch of tuples up once.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "pemba/result.h"
#include "tuple/ids.h"

namespace pemba::engine {

/// Remembers what a look-up gave. `Object` and `Relation` are what ids and relations come to. Keeps
/// views of the ids it was asked for: they must outlive it.
template <class Object, class Relation>
class NameMemo {
public:
    template <class Load>
    [[nodiscard]] Result<Object> object(std::string_view id, Load load) {
        return remember(objects_, id, load);
    }

    template <class Load>
    [[nodiscard]] Result<Relation> relation(const std::string& namespace_name,
                                            const std::string& relation, Load load) {
        return remember(relations_, namespace_name + "#" + relation, load);
    }

private:
    template <class Map, class Key, class Load>
    static auto remember(Map& known, Key key, Load load) -> decltype(load()) {
        if (auto found = known.find(key); found != known.end())
            return found->second;
        PEMBA_TRY(auto value, load());
        known.emplace(std::move(key), value);
        return value;
    }

    std::unordered_map<std::string_view, Object> objects_;
    std::unordered_map<std::string, Relation> relations_;
};

} // namespace pemba::engine
