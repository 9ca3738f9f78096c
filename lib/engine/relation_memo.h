// RelationMemo: the relations of a batch of tuples, each looked up once.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "pemba/result.h"
#include "tuple/ids.h"

namespace pemba::engine {

/// Remembers what names came to. `Found` is that.
template <class Found>
class RelationMemo {
public:
    /// What `load()` gives for a relation, or for none: a namespace's plain objects.
    template <class Load>
    [[nodiscard]] Result<Found> find(std::string_view namespace_name, std::string_view relation,
                                     Load load) {
        key_.assign(namespace_name).append(1, '#').append(relation);
        if (auto known = known_.find(key_); known != known_.end())
            return known->second;
        PEMBA_TRY(auto found, load());
        known_.emplace(key_, found);
        return found;
    }

private:
    std::unordered_map<std::string, Found> known_;
    std::string key_; ///< kept, so that most look-ups allocate nothing
};

} // namespace pemba::engine
