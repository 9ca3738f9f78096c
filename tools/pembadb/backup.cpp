// pembadb backup: a copy of a store's file, also while a pembad serves it.
#include <fmt/format.h>

#include "commands.h"
#include "console/style.h"
#include "pemba/maintenance.h"

namespace pemba::database {

Result<ExitStatus> back_up(const BackUpArguments& arguments) {
    auto done = pemba::back_up(arguments.store.directory, arguments.target);
    if (!done)
        return with_advice(std::move(done).error());
    fmt::print("copied {} {}, {}, to `{}`, which opens\n", done->stores,
               done->stores == 1 ? "store" : "stores", console::bytes_text(done->bytes),
               arguments.target);
    return ExitStatus::Ok;
}

} // namespace pemba::database
