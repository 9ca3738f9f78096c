#include "console/counted.h"

#include <fmt/format.h>

#include "console/style.h"

namespace pemba::console {

std::string counted(std::uint64_t number, std::string_view noun) {
    constexpr std::string_view kVowels = "aeiou";
    const auto last = noun.size() - 1;
    if (number == 1)
        return fmt::format("1 {}", noun);
    if (noun[last] == 'y' && kVowels.find(noun[last - 1]) == kVowels.npos)
        return fmt::format("{} {}ies", grouped(number), noun.substr(0, last));
    return fmt::format("{} {}s", grouped(number), noun);
}

} // namespace pemba::console
