// Partials: members that several definitions share, spliced in where they are named.
#pragma once

#include <map>
#include <string_view>
#include <vector>

#include "diagnostics/sink.h"
#include "zed/ast/ast.h"

namespace pemba::schema::zed {

/// The partials of a schema by name. Views its trees, which must outlive it.
class Partials {
public:
    /// Of two with one name the first counts. O(items).
    explicit Partials(const std::vector<File>& files);

    /// The members of a definition with every `...partial` replaced by what it stands for, to any
    /// depth; none is a Spread. A partial that is missing, or contains itself, is reported and left
    /// out, and so is what goes beyond kMaxMembers.
    [[nodiscard]] std::vector<const Member*> members_of(const Definition& definition,
                                                        Sink& sink) const;

    /// A definition with more members than these is refused.
    static constexpr std::size_t kMaxMembers = 10'000;

private:
    std::map<std::string_view, const Definition*> by_name_;
};

} // namespace pemba::schema::zed
