// pembadb compact: the file of a store made small.
#include <fmt/format.h>

#include "commands.h"
#include "console/style.h"
#include "pemba/maintenance.h"

namespace pemba::database {

Result<ExitStatus> compact(const StoreArguments& arguments) {
    const auto tell = [](std::string_view doing) { fmt::print(stderr, "{} …\n", doing); };
    auto done = pemba::compact(arguments.directory, tell);
    if (!done)
        return with_advice(std::move(done).error());
    fmt::print("compacted `{}` from {} to {}, and dropped {} names that nothing refers to\n",
               arguments.directory, console::bytes_text(done->bytes_before),
               console::bytes_text(done->bytes_after), console::grouped(done->names_dropped));
    return ExitStatus::Ok;
}

} // namespace pemba::database
