// pembadb compact: the file of a store made small.
#include <boost/json.hpp>
#include <fmt/format.h>

#include "commands.h"
#include "console/counted.h"
#include "console/style.h"
#include "pemba/maintenance.h"

namespace pemba::database {

namespace json = boost::json;

Result<ExitStatus> compact(const StoreArguments& arguments) {
    const auto tell = [](std::string_view doing) { fmt::print(stderr, "{} …\n", doing); };
    auto done = pemba::compact(arguments.directory, tell);
    if (!done)
        return with_advice(std::move(done).error());
    if (arguments.json)
        fmt::print("{}\n", json::serialize(json::object{{"bytesBefore", done->bytes_before},
                                                        {"bytesAfter", done->bytes_after},
                                                        {"namesDropped", done->names_dropped}}));
    else
        fmt::print("compacted `{}` from {} to {}; dropped {} that nothing refers to\n",
                   arguments.directory, console::bytes_text(done->bytes_before),
                   console::bytes_text(done->bytes_after),
                   console::counted(done->names_dropped, "name"));
    return ExitStatus::Ok;
}

} // namespace pemba::database
