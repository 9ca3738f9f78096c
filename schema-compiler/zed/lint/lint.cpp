// The rules on a file, in their order.
#include "zed/lint/lint.h"

#include "zed/lint/expressions.h"
#include "zed/lint/unused.h"

namespace pemba::schema::zed {

void lint(const File& file, const Source& source, Sink& sink) {
    for (const Item& item : file.items)
        if (const auto* definition = std::get_if<Definition>(&item.value))
            for (const Member& member : definition->members)
                if (const auto* permission = std::get_if<Permission>(&member.value))
                    lint_expression(*definition, *permission, source, sink);
    warn_of_unused(file, source, sink);
}

} // namespace pemba::schema::zed
