// Style: ANSI colours, and numbers as people write them.
#include "console/style.h"

#include <unistd.h>

#include <array>
#include <cstdlib>

#include <fmt/format.h>

namespace pemba::console {

bool is_terminal(std::FILE* stream) noexcept {
    return isatty(fileno(stream)) == 1;
}

Style Style::of(std::FILE* stream) {
    const char* no_colour = std::getenv("NO_COLOR");
    const char* terminal = std::getenv("TERM");
    const bool refused = no_colour != nullptr && *no_colour != '\0';
    const bool dumb = terminal == nullptr || std::string_view(terminal) == "dumb";
    return Style(is_terminal(stream) && !refused && !dumb);
}

std::string Style::good(std::string_view text) const {
    return wrap("32", text);
}
std::string Style::bad(std::string_view text) const {
    return wrap("31", text);
}
std::string Style::strong(std::string_view text) const {
    return wrap("1", text);
}
std::string Style::quiet(std::string_view text) const {
    return wrap("2", text);
}

std::string Style::wrap(std::string_view code, std::string_view text) const {
    return colour_ ? fmt::format("\033[{}m{}\033[0m", code, text) : std::string(text);
}

std::string grouped(std::uint64_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t place = digits.size(); place > 3; place -= 3)
        digits.insert(place - 3, ",");
    return digits;
}

std::string bytes_text(std::uint64_t bytes) {
    static constexpr std::array kUnits = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    auto amount = static_cast<double>(bytes);
    std::size_t unit = 0;
    for (; amount >= 1024 && unit + 1 < kUnits.size(); ++unit)
        amount /= 1024;
    return unit == 0 ? fmt::format("{} B", bytes) : fmt::format("{:.1f} {}", amount, kUnits[unit]);
}

} // namespace pemba::console
