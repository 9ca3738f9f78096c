// Progress: redraws one line on a terminal, appends lines anywhere else.
#include "console/progress.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "console/style.h"

namespace pemba::console {
namespace {

constexpr std::chrono::milliseconds kRedraw{100};
constexpr std::chrono::seconds kNextLine{5};
constexpr std::uint64_t kBarCells = 30;

} // namespace

Progress::Progress(std::FILE* stream, std::string verb, std::uint64_t total)
    : stream_(stream), verb_(std::move(verb)), total_(total), interactive_(is_terminal(stream)),
      started_(Clock::now()), shown_(started_) {
    if (interactive_)
        show();
}

Progress::~Progress() {
    finish();
}

void Progress::finish() {
    if (finished_)
        return;
    finished_ = Clock::now();
    if (!interactive_)
        return;
    show();
    fmt::print(stream_, "\n");
}

void Progress::advance(std::uint64_t steps) {
    done_ += steps;
    const auto pause = interactive_ ? Clock::duration(kRedraw) : Clock::duration(kNextLine);
    if (Clock::now() - shown_ >= pause)
        show();
}

double Progress::seconds() const {
    return std::chrono::duration<double>(finished_.value_or(Clock::now()) - started_).count();
}

std::uint64_t Progress::rate() const {
    return static_cast<std::uint64_t>(static_cast<double>(done_) / std::max(seconds(), 1e-3));
}

void Progress::show() {
    shown_ = Clock::now();
    if (interactive_)
        fmt::print(stream_, "\r\033[K{} {}{}", verb_, bar(), counts());
    else
        fmt::print(stream_, "{} {}\n", verb_, counts());
    std::fflush(stream_);
}

std::string Progress::bar() const {
    if (total_ == 0)
        return {};
    const std::uint64_t full = std::min(done_, total_) * kBarCells / total_;
    std::string cells;
    for (std::uint64_t cell = 0; cell < kBarCells; ++cell)
        cells += cell < full ? "█" : "░";
    return cells + "  ";
}

std::string Progress::counts() const {
    const std::string rate_text = done_ == 0 ? "" : fmt::format("  {}/s", grouped(rate()));
    if (total_ == 0)
        return grouped(done_) + rate_text;
    return fmt::format("{} of {}{}", grouped(done_), grouped(total_), rate_text);
}

} // namespace pemba::console
