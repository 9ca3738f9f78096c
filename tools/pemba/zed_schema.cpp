// Zed schema: the compiler's diagnostics as one error.
#include "zed_schema.h"

#include "pemba/schema/compile.h"

namespace pemba::client {

Result<Schema> compile_zed(const std::string& text, const std::string& name) {
    const auto compiled = schema::compile(text, name);
    if (compiled.schema)
        return *compiled.schema;
    return Error{ErrorCode::InvalidSchema,
                 "the schema does not compile:\n" +
                     schema::render(compiled.diagnostics, text, name, schema::RenderStyle::Plain),
                 {}};
}

} // namespace pemba::client
