// Progress: shows how far a long command is: a bar on a terminal, a line now and then elsewhere.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>

namespace pemba::console {

/// One bar. Draws on construction, when advanced (at most ten times a second) and at the end.
/// Elsewhere than on a terminal it says something every five seconds. Not thread-safe.
class Progress {
public:
    /// `verb` is what is being done, such as `importing`; a total of 0 means that it is not known.
    Progress(std::FILE* stream, std::string verb, std::uint64_t total);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void advance(std::uint64_t steps);

    /// Draws once more and leaves the cursor on a fresh line; the clock stops. The destructor does
    /// it too.
    void finish();

    [[nodiscard]] std::uint64_t done() const noexcept { return done_; }
    [[nodiscard]] double seconds() const;
    /// How many a second so far.
    [[nodiscard]] std::uint64_t rate() const;

private:
    using Clock = std::chrono::steady_clock;

    void show();
    [[nodiscard]] std::string bar() const;
    [[nodiscard]] std::string counts() const;

    std::FILE* stream_;
    std::string verb_;
    std::uint64_t total_;
    std::uint64_t done_ = 0;
    bool interactive_;
    Clock::time_point started_;
    Clock::time_point shown_;
    std::optional<Clock::time_point> finished_;
};

} // namespace pemba::console
