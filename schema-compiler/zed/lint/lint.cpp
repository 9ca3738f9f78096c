// The rules on a file, in their order.
#include "zed/lint/lint.h"

#include "zed/lint/expressions.h"
#include "zed/lint/unused.h"

namespace pemba::schema::zed {

void lint(const std::vector<File>& files, const Source& first, Sink& sink) {
    for (const Item& item : files.front().items)
        if (const auto* definition = std::get_if<Definition>(&item.value))
            for (const Member& member : definition->members)
                if (const auto* permission = std::get_if<Permission>(&member.value))
                    lint_expression(*definition, *permission, first, sink);
    warn_of_unused(files, first, sink);
}

} // namespace pemba::schema::zed
