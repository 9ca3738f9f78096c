// pembadb backup: a copy of a store's file, also while a pembad serves it.
#include <boost/json.hpp>
#include <fmt/format.h>

#include "commands.h"
#include "console/counted.h"
#include "console/style.h"
#include "pemba/maintenance.h"

namespace pemba::database {

namespace json = boost::json;

Result<ExitStatus> back_up(const BackUpArguments& arguments) {
    auto done = pemba::back_up(arguments.store.directory, arguments.target);
    if (!done)
        return with_advice(std::move(done).error());
    if (arguments.store.json)
        fmt::print("{}\n", json::serialize(json::object{{"target", arguments.target},
                                                        {"stores", done->stores},
                                                        {"bytes", done->bytes}}));
    else
        fmt::print("copied {}, {}, to `{}`, which opens\n", console::counted(done->stores, "store"),
                   console::bytes_text(done->bytes), arguments.target);
    return ExitStatus::Ok;
}

} // namespace pemba::database
